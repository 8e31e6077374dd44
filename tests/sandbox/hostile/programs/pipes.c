#include "hostile.h"
/* Full pipes, sent to itself over a socket so that they need no descriptor, until there is no more. */
int main(void) {
  static char block[65536];
  int socket_fds[2], sent = 0;
  if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, socket_fds) < 0) return 2;
  for (;; sent++) {
    int fds[2];
    if (pipe2(fds, O_NONBLOCK) < 0) break;
    while (write(fds[1], block, sizeof block) > 0) continue;
    union { struct cmsghdr header; char space[CMSG_SPACE(sizeof fds)]; } control = {0};
    struct iovec byte = {block, 1};
    struct msghdr message = {.msg_iov = &byte, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    control.header = (struct cmsghdr){CMSG_LEN(sizeof fds), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.header), fds, sizeof fds);
    if (sendmsg(socket_fds[0], &message, 0) < 0 && errno != EAGAIN) break;
    else if (errno != EAGAIN) close(fds[0]), close(fds[1]);
    errno = 0;
  }
  EXPECT(sent < 4096);
  return verdict();
}

#include "hostile.h"
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>
static int reach(int type, const char *address, int port) {
  struct sockaddr_in to = {AF_INET, htons(port), {inet_addr(address)}};
  int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  int failed = connect(fd, (void *)&to, sizeof to) < 0 || (type == SOCK_DGRAM && send(fd, "x", 1, 0) < 0);
  close(fd);
  return failed ? -1 : 0;
}
#define NO_SOCKET(...)                                                                     \
  do {                                                                                     \
    if (socket(__VA_ARGS__) >= 0) COMPLAIN("allowed: socket(%s)", #__VA_ARGS__);           \
    else if (errno != EPERM && errno != EACCES && errno != EAFNOSUPPORT && errno != EPROTONOSUPPORT) \
      COMPLAIN("got through: socket(%s): %s", #__VA_ARGS__, strerror(errno));              \
  } while (0)
int main(void) {
  FAILS(reach(SOCK_STREAM, "1.1.1.1", 53));
  FAILS(reach(SOCK_DGRAM, "1.1.1.1", 53));
  FAILS(reach(SOCK_STREAM, "169.254.169.254", 80));
  FAILS(reach(SOCK_STREAM, "172.17.0.1", 2375));
  FAILS(reach(SOCK_STREAM, "10.0.0.1", 80));
  FAILS(reach(SOCK_STREAM, "127.0.0.1", 6379));
  FAILS(reach(SOCK_DGRAM, "255.255.255.255", 9));
  struct addrinfo *found;
  FAILS(getaddrinfo("example.com", "80", NULL, &found) == 0 ? 0 : -1);
  struct sockaddr_un docker = {AF_UNIX, "/var/run/docker.sock"};
  FAILS(connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&docker, sizeof docker));
  NO_SOCKET(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  NO_SOCKET(AF_INET, SOCK_RAW, IPPROTO_RAW);
  NO_SOCKET(AF_PACKET, SOCK_RAW, 0);
  NO_SOCKET(AF_NETLINK, SOCK_RAW, 0);
  NO_SOCKET(40 /* AF_VSOCK */, SOCK_STREAM, 0);
  NO_SOCKET(38 /* AF_ALG */, SOCK_SEQPACKET, 0);
  NO_SOCKET(AF_BLUETOOTH, SOCK_RAW, 0);
  NO_SOCKET(44 /* AF_XDP */, SOCK_RAW, 0);
  return verdict();
}

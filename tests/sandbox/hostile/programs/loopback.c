#include "hostile.h"
#include <arpa/inet.h>
/* The same port in every run: a listener of an earlier run would be in the way. */
int main(void) {
  struct sockaddr_in here = {AF_INET, htons(5555), {htonl(INADDR_LOOPBACK)}};
  int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(server, (void *)&here, sizeof here) < 0) EXPECT(errno != EADDRINUSE);
  listen(server, 5);
  connect(client, (void *)&here, sizeof here);
  return verdict();
}

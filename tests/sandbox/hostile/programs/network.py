import socket, urllib.request

reached = []
for family, address in [
    (socket.AF_INET, ("169.254.169.254", 80)),
    (socket.AF_INET, ("1.1.1.1", 443)),
    (socket.AF_INET6, ("2606:4700:4700::1111", 443)),
    (socket.AF_UNIX, "/var/run/docker.sock"),
    (socket.AF_UNIX, "/run/containerd/containerd.sock"),
]:
    try:
        socket.socket(family).connect(address)
        reached.append(address)
    except OSError:
        pass
try:
    urllib.request.urlopen("http://example.com/", timeout=1)
    reached.append("example.com")
except OSError:
    pass
print(reached or "OK")

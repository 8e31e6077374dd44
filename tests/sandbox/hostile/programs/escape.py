import ctypes, os, subprocess

libc = ctypes.CDLL(None, use_errno=True)
allowed = []


def refused(what, attempt):
    try:
        if attempt() not in (None, -1):
            allowed.append(what)
    except OSError:
        pass


refused("shadow", lambda: open("/etc/shadow").read())
refused("environment of init", lambda: open("/proc/1/environ").read() or None)
refused("write /etc", lambda: open("/etc/mark", "w"))
refused("write the program", lambda: open("/artifact/main.py", "w"))
refused("unshare", lambda: libc.unshare(0x10000000))
refused("mount", lambda: libc.mount(b"x", b"/work", b"tmpfs", 0, None))
refused("ptrace", lambda: libc.ptrace(16, 1, 0, 0))
refused("setuid", lambda: os.setuid(0) or 1)
refused("root", lambda: subprocess.run(["su", "-c", "true"], capture_output=True).returncode == 0 or None)
refused("parent's memory", lambda: open("/proc/1/mem", "rb").read(1))
print(allowed or "OK")

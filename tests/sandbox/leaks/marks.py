"""Marks that only Python would trip over: modules and start-up files. By the word on standard input, as marks.c."""

import os
import site
import subprocess
import sys
import sysconfig

FOLDERS = sorted(
    {
        "/artifact",
        "/work",
        "/tmp",
        os.path.expanduser("~"),
        site.getusersitepackages(),
        os.path.join(site.getuserbase(), "bin"),
        *site.getsitepackages(),
        sysconfig.get_path("stdlib"),
        os.path.join(sysconfig.get_path("stdlib"), "__pycache__"),
        "/artifact/__pycache__",
    }
)
MODULES = ["usercustomize", "sitecustomize", "json", "leak_mark"]


def leave():
    for folder in FOLDERS:
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError:
            continue
        for module in MODULES:
            try:
                with open(f"{folder}/{module}.py", "x") as file:
                    file.write(f"print('found {module}:{folder}', flush=True)\n")
                print(f"left {module}:{folder}", flush=True)
            except OSError:
                pass


def look():
    for folder in FOLDERS:
        for module in MODULES:
            path = f"{folder}/{module}.py"
            if os.path.exists(path) and "found" in open(path).read():
                print(f"found {module}:{folder}")
    try:
        import leak_mark  # noqa: F401
    except ImportError:
        pass
    import json  # noqa: F401

    print("looked")


word = sys.argv[1] if len(sys.argv) > 1 else input()
if word != "look":
    leave()
if word == "both":
    sys.stdout.flush()
    subprocess.run([sys.executable, __file__, "look"], check=True)
if word == "look":
    look()
if word == "hold":
    print("held", flush=True)
    while True:
        os.read(0, 1) or os.kill(os.getpid(), 19)

#pragma once

/* Called with the name of every mark that was left or found. */
typedef void (*report)(const char *name);

/* Files, directories, their attributes: all over the file system. */
void leave_files(report left);
void look_for_files(report found);

/* Objects of the kernel that outlive their process: IPC, keys, settings. */
void leave_objects(report left);
void look_for_objects(report found);

/* What lives as long as the process that holds it: locks, sockets, ports. */
void leave_held(report left);
void look_for_held(report found);
/* Never returns: keeps making noise that another program could notice. */
void keep_signalling(void);

/* What a process inherits. */
void leave_in_process(report left);
void look_in_process(report found);
void look_for_processes(report found);

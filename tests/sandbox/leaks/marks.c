/*
 * Leaves marks in every place a program can think of, or looks for them. The word on standard input says which:
 *
 *   leave   leaves every mark it can, prints "left NAME" for each, and ends; what can stay behind stays
 *   hold    the same, then prints "held" and stays
 *   look    prints "found NAME" for each mark that somebody left
 *   both    leaves, then becomes a looker that inherits everything: shows that looking works
 *
 * NAME is the same for leaving and for finding one mark.
 */
#define _GNU_SOURCE
#include "marks.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void report_left(const char *name) {
  printf("left %s\n", name);
  fflush(stdout);
}

static void report_found(const char *name) {
  printf("found %s\n", name);
  fflush(stdout);
}

static void ignore_signals(void) {
  for (int signal_number = 1; signal_number < NSIG; signal_number++) signal(signal_number, SIG_IGN);
}

/* Its children outrun whoever kills processes one by one. */
static void be_a_hydra(void) {
  prctl(PR_SET_NAME, "leak-hydra");
  ignore_signals();
  for (;;) {
    pid_t child = fork();
    if (child > 0) _exit(0);
    if (child == 0) setsid();
    usleep(2000);
  }
}

/* A daemon that nothing connects with its parent any more, and that holds what lives as long as a process. */
static void start_daemon(void) {
  int ready[2];
  if (pipe(ready) < 0) abort();
  if (fork() == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    prctl(PR_SET_NAME, "leak-daemon");
    ignore_signals();
    close(ready[0]);
    leave_held(report_left);
    report_left("process");
    close(ready[1]);
    /* In a process of its own: closing a file gives up the locks its process has on it. */
    if (fork() == 0) keep_signalling();
    for (;;) pause();
  }
  if (fork() == 0) {
    close(ready[0]);
    close(ready[1]);
    be_a_hydra();
  }
  close(ready[1]);
  char byte;
  while (read(ready[0], &byte, 1) > 0) {
  }
  close(ready[0]);
}

static void leave(void) {
  leave_files(report_left);
  leave_objects(report_left);
  start_daemon();
  leave_in_process(report_left);
}

static void look(void) {
  look_in_process(report_found);
  look_for_files(report_found);
  look_for_objects(report_found);
  look_for_held(report_found);
  look_for_processes(report_found);
  puts("looked");
}

int main(int argc, char **argv) {
  char word[16] = "look";
  if (argc < 2 && scanf("%15s", word) != 1) return 2;
  if (strcmp(word, "look") == 0) {
    look();
    return 0;
  }
  leave();
  if (strcmp(word, "hold") == 0) {
    puts("held");
    fflush(stdout);
    for (;;) pause();
  }
  if (strcmp(word, "both") == 0) {
    /* Everything inherited stays: environment, directory, mask, ignored signals, timers, limits, open files. */
    setenv("LEAK_MARK", "1", 1);
    execl("/proc/self/exe", "marks", "look", (char *)NULL);
    return 3;
  }
  puts("done");
  return 0;
}

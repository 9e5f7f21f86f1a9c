#include "tests/bench/load.h"

#include <ctype.h>
#include <dirent.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/peer.h"

enum {
	COUNT_MAX = 400,
	KEYS_MAX = 20000,
	KEY_EVERY_MS = 200,
	COME_LIMIT_MS = 60000,
	QUIET_MS = 2000
};

struct seat {
	struct peer peer;
	double came_ms; /* its first byte; 0: not yet */
	double asked;   /* when the key was sent that waits; 0: none */
	double next;    /* when to type again; 0: never */
	double last;    /* when it last said anything */
};

struct load {
	struct seat seats[COUNT_MAX];
	struct pollfd ready[COUNT_MAX];
	int count, typing;
	double keys[KEYS_MAX];
	int key_count;
};

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Of a sorted list. */
static double rank(const double *sorted, int count, double share)
{
	int at = (int)(share * count);

	return count ? sorted[at < count ? at : count - 1] : 0;
}

static void come(struct load *load, const char *config, const char *command)
{
	for (int i = 0; i < load->count; i++) {
		char name[16];
		char *argv[] = {"ssh", "-F", (char *)config, "-S", "none",
		                "-tt", name, NULL,           NULL};

		snprintf(name, sizeof(name), "p%03d", i + 1);
		if (i < load->typing && *command)
			argv[7] = (char *)command;
		peer_start(&load->seats[i].peer, argv);
		load->ready[i] = (struct pollfd){.fd = load->seats[i].peer.fd,
		                                 .events = POLLIN};
	}
}

static void hear(struct load *load, int at)
{
	struct seat *seat = &load->seats[at];
	char buffer[65536];

	if (read(seat->peer.fd, buffer, sizeof(buffer)) <= 0) {
		load->ready[at].fd = -1; /* gone */
		seat->next = seat->asked = 0;
		return;
	}
	seat->last = peer_now();
	if (!seat->came_ms)
		seat->came_ms = seat->last - seat->peer.born;
	if (seat->asked && load->key_count < KEYS_MAX)
		load->keys[load->key_count++] = seat->last - seat->asked;
	seat->asked = 0;
}

static void look(struct load *load, int wait_ms)
{
	if (poll(load->ready, (nfds_t)load->count, wait_ms) <= 0)
		return;
	for (int i = 0; i < load->count; i++)
		if (load->ready[i].revents)
			hear(load, i);
}

static bool is_quiet(const struct load *load)
{
	for (int i = 0; i < load->count; i++)
		if (load->ready[i].fd >= 0 &&
		    (!load->seats[i].came_ms ||
		     peer_now() - load->seats[i].last < QUIET_MS))
			return false;
	return true;
}

static void type(struct load *load, double seconds)
{
	double end = peer_now() + seconds * 1000;

	for (int i = 0; i < load->typing; i++)
		load->seats[i].next =
		    peer_now() + i * (double)KEY_EVERY_MS / load->typing;
	while (peer_now() < end) {
		look(load, 1);
		for (int i = 0; i < load->typing; i++) {
			struct seat *seat = &load->seats[i];

			if (!seat->next || seat->asked ||
			    peer_now() < seat->next)
				continue;
			seat->asked = peer_now();
			seat->next += KEY_EVERY_MS;
			peer_type(&seat->peer, "x");
		}
	}
}

static bool has_in_list(const char *pid, const char *needle)
{
	char path[64], list[4096];
	size_t bytes;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%.16s/cmdline", pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	bytes = fread(list, 1, sizeof(list), file);
	fclose(file);
	return memmem(list, bytes, needle, strlen(needle)) &&
	       !memmem(list, bytes, "sh\0-c", 5) &&
	       !memmem(list, bytes, "ssh", 3);
}

static int memory(const char *needle, double *kb, int room)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int count = 0;

	while (proc && (entry = readdir(proc)) && count < room) {
		struct peer peer = {.pid = atoi(entry->d_name)};

		if (isdigit((unsigned char)*entry->d_name) &&
		    peer.pid != getpid() && has_in_list(entry->d_name, needle))
			kb[count++] = (double)peer_memory(&peer);
	}
	if (proc)
		closedir(proc);
	return count;
}

static void print_memory(const char *needle)
{
	static double kb[COUNT_MAX];
	double sum = 0;
	int count = memory(needle, kb, COUNT_MAX);

	qsort(kb, (size_t)count, sizeof(*kb), by_size);
	for (int i = 0; i < count; i++)
		sum += kb[i];
	printf("  private memory  %d processes, median %.0f kB, most %.0f kB, "
	       "together %.0f MB\n",
	       count, rank(kb, count, 0.5), rank(kb, count, 1), sum / 1024);
}

static int print_coming(const struct load *load)
{
	static double came[COUNT_MAX];
	int count = 0;

	for (int i = 0; i < load->count; i++)
		if (load->seats[i].came_ms)
			came[count++] = load->seats[i].came_ms;
	qsort(came, (size_t)count, sizeof(*came), by_size);
	printf("  came            %d of %d, half within %.1f s, the last "
	       "after %.1f s\n",
	       count, load->count, rank(came, count, 0.5) / 1000,
	       rank(came, count, 1) / 1000);
	return count;
}

int load(char **arg)
{
	static struct load load;
	double end;
	int came;

	load.count = atoi(arg[1]);
	load.typing = atoi(arg[2]);
	if (load.typing > load.count)
		load.typing = load.count;
	if (load.count > COUNT_MAX)
		load.count = COUNT_MAX;
	come(&load, arg[0], arg[4]);
	for (end = peer_now() + COME_LIMIT_MS;
	     peer_now() < end && !is_quiet(&load);)
		look(&load, 50);
	came = print_coming(&load);
	type(&load, atof(arg[3]));
	qsort(load.keys, (size_t)load.key_count, sizeof(*load.keys), by_size);
	printf("  a key           %d of them, p50 %.1f ms, p99 %.1f ms, most "
	       "%.1f ms\n",
	       load.key_count, rank(load.keys, load.key_count, 0.5),
	       rank(load.keys, load.key_count, 0.99),
	       rank(load.keys, load.key_count, 1));
	print_memory(arg[5]);
	for (int i = 0; i < load.count; i++)
		peer_end(&load.seats[i].peer);
	return came == load.count ? 0 : 1;
}

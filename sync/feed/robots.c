/* SPDX-License-Identifier: MIT
 * robots.txt: groups, rules, and which rule is the longest that fits. */
#include "sync/feed/robots.h"

#include <string.h>
#include <strings.h>

struct judging {
	const char *agent;
	struct str path;
	bool in_group, agents_ended; /* of the lines being read */
	bool named;		     /* a group that names the agent was found */
	size_t longest;
	bool allowed;
};

/* With "*" for anything and "$" for the end. Backtracks to the last "*" alone: linear in both but for that. */
static bool fits(struct str rule, struct str path)
{
	bool to_end = rule.len && rule.s[rule.len - 1] == '$';
	size_t r = 0, p = 0, star = (size_t)-1, from = 0, end = rule.len - to_end;

	while (r < end || (to_end && p < path.len)) {
		if (r < end && rule.s[r] == '*') {
			star = r++;
			from = p;
		} else if (r < end && p < path.len && rule.s[r] == path.s[p])
			r++, p++;
		else if (star != (size_t)-1 && from < path.len) {
			r = star + 1;
			p = ++from;
		} else
			return false;
	}
	return true;
}

static bool cut_key(struct str line, const char *key, struct str *value)
{
	size_t len = strlen(key);

	if (line.len < len || strncasecmp(line.s, key, len) != 0)
		return false;
	line = str_trim(str_slice(line, len, line.len));
	if (!line.len || line.s[0] != ':')
		return false;
	*value = str_trim(str_slice(line, 1, line.len));
	return true;
}

static void take_agent(struct judging *j, struct str name)
{
	bool ours = name.len == strlen(j->agent) && !strncasecmp(name.s, j->agent, name.len);

	if (j->agents_ended)
		j->in_group = j->agents_ended = false;
	if (ours && !j->named) { /* what "*" said is forgotten */
		j->named = true;
		j->longest = 0;
		j->allowed = true;
	}
	j->in_group |= ours || (str_is(name, "*") && !j->named);
}

static void take_rule(struct judging *j, struct str rule, bool allows)
{
	j->agents_ended = true;
	if (!j->in_group || !rule.len || rule.len < j->longest || !fits(rule, j->path))
		return;
	if (rule.len == j->longest && !allows)
		return;
	j->longest = rule.len;
	j->allowed = allows;
}

bool robots_allows(struct str robots, const char *agent, struct str path)
{
	struct judging j = {.agent = agent, .path = path, .allowed = true};
	struct str line, value;

	robots = str_slice(robots, 0, ROBOTS_MAX);
	while (str_cut(&robots, '\n', &line)) {
		const char *hash = memchr(line.s ? line.s : "", '#', line.len);

		line = str_trim(hash ? str_slice(line, 0, (size_t)(hash - line.s)) : line);
		if (cut_key(line, "user-agent", &value))
			take_agent(&j, value);
		else if (cut_key(line, "disallow", &value))
			take_rule(&j, value, false);
		else if (cut_key(line, "allow", &value))
			take_rule(&j, value, true);
	}
	return j.allowed;
}

/* policy.c: finding a policy by name, installing it, its knob. The list is policies.def; what a
 * policy answers is in policy.h; when it is asked, in gil.c.
 */
#include "gil/policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const gil_policy *policy;
    gil_policy_doc doc;
} policies[] = {
#define POLICY(NAME, ARG, DOC, TEXT) {&gil_policy_##NAME, {#NAME, ARG, DOC, TEXT}},
#include "gil/policies.def"
#undef POLICY
};

enum { N_POLICIES = sizeof policies / sizeof policies[0] };

static const gil_policy_doc policy_docs[] = {
#define POLICY(NAME, ARG, DOC, TEXT) {#NAME, ARG, DOC, TEXT},
#include "gil/policies.def"
#undef POLICY
};

const gil_policy_doc *gil_policies(size_t *count) {
    *count = N_POLICIES;
    return policy_docs;
}

bool gil_parse(const char *arg, uint64_t preset, uint64_t min, uint64_t max, uint64_t *out,
               char *err, size_t errlen) {
    *out = preset;
    if (*arg == '\0') {
        return true;
    }
    char *end;
    errno = 0;
    unsigned long long n = strtoull(arg, &end, 10);
    if (*arg < '0' || *arg > '9' || *end != '\0' || errno != 0 || n < min || n > max) {
        snprintf(err, errlen, "'%s' is not a number from %llu to %llu", arg,
                 (unsigned long long)min, (unsigned long long)max);
        return false;
    }
    *out = n;
    return true;
}

uint64_t gil_draw(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static bool is_named(const gil_policy *p, const char *spec, size_t len) {
    return strlen(p->name) == len && strncmp(p->name, spec, len) == 0;
}

static const gil_policy *find(const gil *g, const char *spec, size_t len) {
    if (g->opt.choose != NULL) {
        return &gil_policy_chosen; /* then a name changes nothing */
    }
    for (size_t i = 0; i < N_POLICIES; i++) {
        if (is_named(policies[i].policy, spec, len)) {
            return policies[i].policy;
        }
    }
    return g->opt.extra != NULL && is_named(g->opt.extra, spec, len) ? g->opt.extra : NULL;
}

/* Finds and starts a policy. *state is made. */
const gil_policy *gil_policy_make(gil *g, const char *spec, void **state, char *err,
                                  size_t errlen) {
    size_t len = strcspn(spec, ":");
    const char *arg = spec[len] == ':' ? spec + len + 1 : "";
    const gil_policy *p = find(g, spec, len);
    if (p == NULL) {
        int used = snprintf(err, errlen, "no policy is called '%.*s'; there are",
                            len < 60 ? (int)len : 60, spec);
        for (size_t i = 0; i < N_POLICIES && (size_t)used < errlen; i++) {
            used += snprintf(err + used, errlen - (size_t)used, "%s %s", i == 0 ? "" : ",",
                             policy_docs[i].name);
        }
        return NULL;
    }
    *state = calloc(1, p->state_size + 1);
    if (*state == NULL) {
        snprintf(err, errlen, "no memory for the policy");
        return NULL;
    }
    if (p->init != NULL && !p->init(g, *state, arg, err, errlen)) {
        free(*state);
        return NULL;
    }
    return p;
}

void gil_policy_drop(gil *g) {
    if (g->policy->fini != NULL) {
        g->policy->fini(g->policy_state);
    }
    free(g->policy_state);
}

void gil_policy_note(gil *g, const char *spec) {
    const gil_policy *p = g->policy;
    if (p->print != NULL) {
        char arg[64];
        p->print(g->policy_state, arg, sizeof arg);
        snprintf(g->spec, sizeof g->spec, "%s:%s", p->name, arg);
    } else if (p->knob != NULL) { /* with the number that is in force */
        snprintf(g->spec, sizeof g->spec, "%s:%llu", p->name,
                 (unsigned long long)*(uint64_t *)g->policy_state);
    } else {
        snprintf(g->spec, sizeof g->spec, "%s", spec);
    }
}

bool gil_set_policy(gil_thread *pt, const char *spec, char *err, size_t errlen) {
    gil_th *t = gil_th_of(pt);
    gil *g = t->g;
    void *state;
    const gil_policy *p = gil_policy_make(g, spec, &state, err, errlen);
    if (p == NULL) {
        return false;
    }
    if (!gil_holds(pt)) {
        gil_fatal(g, pt, "gil_set_policy without the lock");
    }
    g->ops->lock(g->host);
    gil_policy_drop(g);
    g->policy = p;
    g->policy_state = state;
    gil_policy_note(g, spec);
    g->barred = NULL;
    g->open = !p->strict && g->only == NULL;
    for (gil_th *r = g->all; r != NULL; r = r->all_next) {
        r->note[0] = r->note[1] = 0;
    }
    for (gil_th *r = g->head; r != NULL;
         r = r->next) { /* each looks at the new policy's patience */
        if (p->on_ready != NULL) {
            p->on_ready(g, r);
        }
        gil_nudge(g, r);
    }
    bool slow = g->head != NULL || p->strict || g->only != NULL;
    /* As in grant. */
    atomic_store_explicit(&g->word, (uintptr_t)t | (slow ? GIL_SLOW : 0), memory_order_release);
    if (g->tracing) {
        gil_emit(t, GIL_EV_POLICY, 0, gil_text_add(g, g->spec), gil_time(g));
    }
    g->ops->unlock(g->host);
    gil_ask(t, WANT_BUDGET);
    return true;
}

const char *gil_policy_spec(gil *g) {
    return g->spec;
}

bool gil_knob_get(gil *g, const char *knob, uint64_t *value) {
    if (g->policy->knob == NULL || strcmp(g->policy->knob, knob) != 0) {
        return false;
    }
    *value = *(uint64_t *)g->policy_state;
    return true;
}

bool gil_knob_set(gil_thread *pt, const char *knob, uint64_t value) {
    gil_th *t = gil_th_of(pt);
    gil *g = t->g;
    const gil_policy *p = g->policy;
    if (p->knob == NULL || strcmp(p->knob, knob) != 0 || value < p->knob_min ||
        value > p->knob_max) {
        return false;
    }
    g->ops->lock(g->host);
    *(uint64_t *)g->policy_state = value;
    gil_policy_note(g, "");
    for (gil_th *r = g->head; r != NULL; r = r->next) {
        gil_nudge(g, r);
    }
    g->ops->unlock(g->host);
    gil_ask(t, WANT_BUDGET);
    return true;
}

/* Making tree nodes, and their names: both come from the table AST_KINDS in ast.h. */
#include "compiler/ast.h"

#include <string.h>

/* How many bytes a node of each kind takes: the header and its own member of the union. */
static const uint16_t node_sizes[AST_KIND_COUNT] = {
#define X(kind, member, name) offsetof(struct node, u) + sizeof(((struct node *)0)->u.member),
    AST_KINDS(X)
#undef X
};

static const char *const kind_names[AST_KIND_COUNT] = {
#define X(kind, member, name) name,
    AST_KINDS(X)
#undef X
};

struct node *ast_node_new(arena *a, enum ast_kind kind) {
    struct node *n = arena_alloc(a, node_sizes[kind]);
    if (!n) {
        return NULL;
    }
    memset(n, 0, node_sizes[kind]);
    n->kind = (uint8_t)kind;
    return n;
}

const char *ast_kind_name(enum ast_kind kind) {
    return kind_names[kind];
}

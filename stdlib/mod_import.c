/* mod_import.c: importing. `import_module` is the VM's import hook: the IMPORT_NAME instruction and
 * __import__() come here with an absolute dotted name.
 *
 * Where a module is looked for, in this order: sys.modules; the native modules and those embedded
 * ones that CPython has frozen too; then the folders of sys.path (submodules: of the parent's
 * __path__). The embedded modules written in Python are a "folder" of sys.path called <gilvm>, its
 * last one, so a script's own queue.py goes before the library's as it does in CPython. A folder
 * without __init__.py is a part of a namespace package.
 *
 * A module is in sys.modules while its body runs, so circular imports find it half-made. Other
 * threads must not: an import under way is listed in `importing`, and who wants the same module
 * waits for its end, unless that would be a circle of threads, which then get the half-made module
 * as in CPython.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stdlib/stdlib.h"
#include "stdlib/outside.h"
#include "vm/call.h"
#include "vm/code.h"
#include "vm/gc.h"

/* ---- who imports what ---- */

struct importing {
    struct importing *next;
    str *name; /* alive: it is on the importer's C stack too */
    thread *owner;
    gil_lock lock;  /* held by the owner */
    unsigned users; /* the owner and the waiters: the last one frees it */
};

struct import_waiter { /* on the C stack of who waits */
    struct import_waiter *next;
    thread *t;
    struct importing *on;
};

static struct importing *importing_find(thread *t, str *name) {
    struct importing *i = stdlib_of(t->vm)->importing;
    while (i != NULL && !str_equal(i->name, name)) {
        i = i->next;
    }
    return i;
}

static struct importing *importing_begin(thread *t, str *name) {
    struct importing *i = mem_alloc(t, sizeof *i);
    if (i == NULL) {
        return NULL;
    }
    memset(i, 0, sizeof *i);
    i->name = name;
    i->owner = t;
    i->users = 1;
    gil_lock_acquire(t->gil, &i->lock, -1); /* nobody else knows it: no wait */
    i->next = stdlib_of(t->vm)->importing;
    stdlib_of(t->vm)->importing = i;
    return i;
}

static void importing_leave(thread *t, struct importing *i) {
    if (--i->users == 0) {
        mem_free(t->vm, i, sizeof *i);
    }
}

static void importing_end(thread *t, struct importing *i) {
    struct importing **p = &stdlib_of(t->vm)->importing;
    while (*p != i) {
        p = &(*p)->next;
    }
    *p = i->next;
    gil_lock_release(t->gil, &i->lock);
    importing_leave(t, i);
}

/* Would waiting for `i` close a circle? Its owner waits for somebody who waits ... for me. */
static bool is_circle(thread *t, struct importing *i) {
    for (int hops = 0; i != NULL && hops < 10000; hops++) {
        if (i->owner == t) {
            return true;
        }
        struct import_waiter *w = stdlib_of(t->vm)->import_waiters;
        while (w != NULL && w->t != i->owner) {
            w = w->next;
        }
        i = w == NULL ? NULL : w->on;
    }
    return false;
}

/* Until that import has ended. False = exception. */
static bool importing_wait(thread *t, struct importing *i) {
    stdlib_state *s = stdlib_of(t->vm);
    struct import_waiter me = {s->import_waiters, t, i};
    gil_result r;
    bool ok = true;
    s->import_waiters = &me;
    i->users++;
    do {
        r = gil_lock_acquire(t->gil, &i->lock, -1);
        if (r == GIL_INTERRUPTED) {
            ok = thread_poll(t);
        }
    } while (ok && r == GIL_INTERRUPTED);
    if (r == GIL_OK) {
        gil_lock_release(t->gil, &i->lock);
    }
    struct import_waiter **p = &s->import_waiters;
    while (*p != &me) {
        p = &(*p)->next;
    }
    *p = me.next;
    importing_leave(t, i);
    if (ok && r == GIL_DEADLOCK) {
        raise_error(t, E_RUNTIME_ERROR, "deadlock while importing");
        return false;
    }
    return ok;
}

/* ---- errors ---- */

static const char *const python_modules[] = {
#define MODULE(name) #name,
#include "stdlib/python_modules.def"
#undef MODULE
};

/* Always NIL: a ModuleNotFoundError with its name. */
static value refuse(thread *t, str *name, value message) {
    if (message == NIL) {
        return NIL;
    }
    raise_error(t, E_MODULE_NOT_FOUND_ERROR, "%S", message);
    value exc = t->exc;
    t->exc = NIL;
    if (!op_setattr(t, exc, N(t, name), from_obj(name))) {
        return NIL;
    }
    t->exc = exc;
    return NIL;
}

static value not_found(thread *t, str *name) {
    for (size_t i = 0; i < sizeof python_modules / sizeof python_modules[0]; i++) {
        if (strcmp(python_modules[i], name->data) == 0) {
            return refuse(t, name,
                          str_format(t, "gilvm has no module '%U' (see docs/language.md)", name));
        }
    }
    return refuse(t, name, str_format(t, "No module named %R", from_obj(name)));
}

/* ---- finding ---- */

enum found_kind {
    FOUND_NOTHING,
    FOUND_NATIVE,
    FOUND_EMBEDDED,
    FOUND_FILE,
    FOUND_PACKAGE,
    FOUND_NAMESPACE
};

typedef struct found {
    enum found_kind kind;
    const module_def *def;
    const lib_module *lib;
    str *file;     /* FILE, PACKAGE: the source; EMBEDDED: what it is called */
    str *folder;   /* PACKAGE, EMBEDDED: for __path__ */
    list *folders; /* NAMESPACE: all parts */
} found;

static bool is_file(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static const char *last_part(const str *name) {
    const char *dot = strrchr(name->data, '.');
    return dot == NULL ? name->data : dot + 1;
}

static str *text(thread *t, const char *fmt, str *a, const char *b) {
    value v = str_format(t, fmt, a, b);
    return v == NIL ? NULL : (str *)as_obj(v);
}

/* An embedded module; `folder` and `file` are names only. */
static bool found_embedded(thread *t, const lib_module *lib, found *f) {
    char path[512];
    snprintf(path, sizeof path, EMBEDDED_PATH "/%s", lib->name);
    for (char *p = path + sizeof EMBEDDED_PATH; *p != '\0'; p++) {
        *p = *p == '.' ? '/' : *p;
    }
    value folder = str_from(t, path);
    f->kind = FOUND_EMBEDDED;
    f->lib = lib;
    f->folder = folder == NIL ? NULL : (str *)as_obj(folder);
    f->file =
        folder == NIL ? NULL : text(t, "%U%s", f->folder, lib->is_package ? "/__init__.py" : ".py");
    return f->file != NULL;
}

/* Looks into one folder. False = exception. */
static bool find_in(thread *t, str *folder, const char *part, found *f) {
    if (folder->len == 0) {
        char *cwd = getcwd(NULL, 0);
        value v = cwd == NULL ? NIL : str_decode(t, cwd, strlen(cwd), "surrogateescape");
        free(cwd);
        if (v == NIL) {
            return t->exc == NIL; /* the folder is gone: nothing in it */
        }
        folder = (str *)as_obj(v);
    }
    bool slash = folder->data[folder->len - 1] == '/';
    str *base = text(t, slash ? "%U%s" : "%U/%s", folder, part);
    str *init = base == NULL ? NULL : text(t, "%U%s", base, "/__init__.py");
    str *file = init == NULL ? NULL : text(t, "%U%s", base, ".py");
    if (file == NULL) {
        return false;
    }
    bool has_folder = is_folder(base->data);
    if (has_folder && is_file(init->data)) {
        f->kind = FOUND_PACKAGE;
        f->file = init;
        f->folder = base;
    } else if (is_file(file->data)) {
        f->kind = FOUND_FILE;
        f->file = file;
    } else if (has_folder) {
        if (f->folders == NULL) {
            value l = list_new(t, 1);
            f->folders = l == NIL ? NULL : (list *)as_obj(l);
        }
        return f->folders != NULL && list_append(t, f->folders, from_obj(base));
    }
    return true;
}

/* In CPython these need no sys.path either. */
static bool is_frozen(const char *name) {
    static const char *const frozen[] = {"abc",     "codecs",    "io",   "os",
                                         "os.path", "posixpath", "stat", "importlib"};
    for (size_t i = 0; i < sizeof frozen / sizeof frozen[0]; i++) {
        if (strcmp(name, frozen[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* `path`: the parent's __path__, or NIL for sys.path. False = exception. */
static bool find_uncounted(thread *t, str *name, value path, found *f) {
    memset(f, 0, sizeof *f);
    f->def = stdlib_native(name->data);
    if (f->def != NULL) {
        f->kind = FOUND_NATIVE;
        return true;
    }
    const lib_module *lib = stdlib_embedded(name->data);
    if (lib != NULL && is_frozen(name->data)) {
        return found_embedded(t, lib, f);
    }
    bool top = path == NIL;
    if (top) {
        path = sys_get(t, "path");
    }
    value folders = path == NIL || path == NONE ? list_new(t, 0) : list_from(t, path);
    if (folders == NIL) {
        return false;
    }
    for (size_t i = 0; i < ((list *)as_obj(folders))->len && f->kind == FOUND_NOTHING; i++) {
        value folder = ((list *)as_obj(folders))->items[i];
        if (!is_kind(folder, T_STR)) {
            continue;
        }
        str *s = (str *)as_obj(folder);
        if (str_terminated(t, s) == NULL) {
            return false;
        }
        if (strncmp(s->data, EMBEDDED_PATH, sizeof EMBEDDED_PATH - 1) == 0) {
            if (lib != NULL && !found_embedded(t, lib, f)) {
                return false;
            }
        } else if (strlen(s->data) == s->len && !find_in(t, s, last_part(name), f)) {
            return false;
        }
    }
    if (f->kind == FOUND_NOTHING && f->folders != NULL) {
        f->kind = FOUND_NAMESPACE;
    }
    /* A script may have replaced sys.path as a whole. */
    return f->kind != FOUND_NOTHING || lib == NULL || !top || found_embedded(t, lib, f);
}

static bool find(thread *t, str *name, value path, found *f) {
    heap_aside aside = heap_aside_begin(t->vm);
    bool ok = find_uncounted(t, name, path, f);
    heap_aside_end(t->vm, aside);
    return ok;
}

/* ---- source ---- */

/* A recording holds a sum of each source: another text takes other steps. */
static void check_source(thread *t, const str *filename, const char *p, size_t n) {
    uint64_t h = 0xCBF29CE484222325u; /* FNV-1a */
    if (!gil_recorded(t->vm->gil)) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (uint8_t)p[i]) * 0x100000001B3u;
    }
    if (gil_input_number(t->gil, "source", h >> 1) != h >> 1) {
        char text[512];
        snprintf(text, sizeof text, "another text of '%s', which has been changed since",
                 filename->data);
        gil_diverged(t->gil, text);
    }
}

/* The whole file, in malloc'ed memory. NULL = exception. */
static char *read_file(thread *t, str *filename, size_t *len) {
    int fd = open(filename->data, O_RDONLY | O_CLOEXEC);
    size_t room = 1 << 16, n = 0;
    char *p = fd < 0 ? NULL : malloc(room);
    ssize_t got = 1;
    while (p != NULL && (got = read(fd, p + n, room - n)) != 0) {
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            free(p);
            p = NULL;
            break;
        }
        n += (size_t)got;
        if (n == room) {
            char *more = realloc(p, room *= 2);
            if (more == NULL) {
                free(p);
            }
            p = more;
        }
    }
    int e = errno;
    if (fd >= 0) {
        close(fd);
    }
    if (p == NULL) {
        raise_os_error(t, e, from_obj(filename));
    } else {
        check_source(t, filename, p, n);
    }
    *len = n;
    return p;
}

code *import_compile_file(thread *t, str *filename) {
    size_t len;
    char *p = read_file(t, filename, &len);
    code *c =
        p == NULL ? NULL : t->vm->hooks.compile(t, p, len, filename, COMPILE_EXEC, COMPILE_BYTES);
    free(p);
    return c;
}

static code *found_code(thread *t, const found *f) {
    if (f->kind == FOUND_EMBEDDED) {
        return t->vm->hooks.compile(t, f->lib->text, f->lib->len, f->file, COMPILE_EXEC, 0);
    }
    return import_compile_file(t, f->file);
}

/* ---- modules ---- */

static str *parent_name(thread *t, str *name) {
    const char *dot = strrchr(name->data, '.');
    value v = dot == NULL ? from_obj(t->vm->empty_str)
                          : str_new(t, name->data, (size_t)(dot - name->data));
    return v == NIL ? NULL : str_intern_value(t, (str *)as_obj(v));
}

static bool put(thread *t, dict *d, const char *name, value v) {
    str *key = v == NIL ? NULL : str_intern(t, name);
    return key != NULL && dict_set_str(t, d, key, v);
}

/* A bag with the attributes of importlib.machinery.ModuleSpec that scripts look at. */
static value spec_new(thread *t, str *name, value parent, value origin, value path) {
    value spec = namespace_new(t);
    const struct {
        const char *name;
        value v;
    } rows[] = {{"name", from_obj(name)}, {"loader", NONE},
                {"origin", origin},       {"submodule_search_locations", path},
                {"parent", parent},       {"has_location", from_bool(origin != NONE)},
                {"cached", NONE}};
    for (size_t i = 0; spec != NIL && i < sizeof rows / sizeof rows[0]; i++) {
        str *key = str_intern(t, rows[i].name);
        if (key == NULL || !op_setattr(t, spec, key, rows[i].v)) {
            return NIL;
        }
    }
    return spec;
}

static bool describe_native(thread *t, module *m, str *name) {
    dict *d = (dict *)as_obj(m->attrs);
    str *parent = parent_name(t, name), *origin = str_intern(t, "built-in");
    return parent != NULL && origin != NULL && put(t, d, "__package__", from_obj(parent)) &&
           put(t, d, "__spec__", spec_new(t, name, from_obj(parent), from_obj(origin), NONE));
}

bool import_init(thread *t) {
    static const char *const made[] = {"sys", "builtins"};
    for (size_t i = 0; i < 2; i++) {
        str *name = str_intern(t, made[i]);
        value m = name == NULL ? NIL : dict_get_str(t->vm->modules, name);
        if (m == NIL || !describe_native(t, (module *)as_obj(m), name)) {
            return false;
        }
    }
    return true;
}

/* The dunder names of a module that is to be run from source. */
static bool describe(thread *t, dict *d, str *name, const found *f) {
    value path = NIL;
    if (f->kind == FOUND_NAMESPACE) {
        path = from_obj(f->folders);
    } else if (f->kind == FOUND_PACKAGE || (f->kind == FOUND_EMBEDDED && f->lib->is_package)) {
        value folder = from_obj(f->folder);
        path = list_of(t, &folder, 1);
        if (path == NIL) {
            return false;
        }
    }
    str *package = path != NIL ? name : parent_name(t, name);
    value file = f->file == NULL ? NONE : from_obj(f->file);
    return package != NULL && put(t, d, "__package__", from_obj(package)) &&
           put(t, d, "__spec__",
               spec_new(t, name, from_obj(package), file, path == NIL ? NONE : path)) &&
           (path == NIL || dict_set_str(t, d, N(t, __path__), path)) &&
           (file == NONE || dict_set_str(t, d, N(t, __file__), file)) &&
           dict_set_str(t, d, N(t, __builtins__), from_obj(t->vm->builtins));
}

/* Takes a half-made module out, keeping the exception. */
static void forget(thread *t, str *name) {
    value exc = t->exc;
    t->exc = NIL;
    dict_del(t, t->vm->modules, from_obj(name));
    t->exc = exc;
}

static bool run_source(thread *t, module *m, str *name, const found *f) {
    if (!describe(t, (dict *)as_obj(m->attrs), name, f)) {
        return false;
    }
    if (f->kind == FOUND_NAMESPACE) {
        return true;
    }
    value spec = dict_get_str((dict *)as_obj(m->attrs), N(t, __spec__));
    str *flag = str_intern(t, "_initializing"); /* for the error message of a circular import */
    if (flag == NULL || !op_setattr(t, spec, flag, V_TRUE)) {
        return false;
    }
    code *c = found_code(t, f);
    bool ok = c != NULL && thread_run(t, c, (dict *)as_obj(m->attrs), m->attrs) != NIL;
    return ok && op_setattr(t, spec, flag, V_FALSE);
}

static value load(thread *t, str *name, const found *f) {
    if (f->kind == FOUND_NATIVE) {
        value v = stdlib_make(t, f->def);
        return v != NIL && describe_native(t, (module *)as_obj(v), name) ? v : NIL;
    }
    value m = module_new(t, name);
    if (m == NIL || !dict_set_str(t, t->vm->modules, name, m)) {
        return NIL;
    }
    if (!run_source(t, (module *)as_obj(m), name, f)) {
        forget(t, name);
        return NIL;
    }
    value v = dict_get_str(t->vm->modules, name); /* it may have put something else there */
    return v != NIL ? v : raise_error(t, E_KEY_ERROR, "%U", name);
}

/* What the parent says of where its submodules are. NIL = exception. */
static value submodule_path(thread *t, str *name, str *parent, value m) {
    bool failed;
    value path = op_getattr_opt(t, m, N(t, __path__), &failed);
    if (path == NIL && !failed) {
        refuse(t, name,
               str_format(t, "No module named %R; %R is not a package", from_obj(name),
                          from_obj(parent)));
    }
    return path;
}

/* The module, found and run, and made an attribute of its parent. */
static value import_new(thread *t, str *name, str *parent, value parent_module) {
    value path = parent == NULL ? NIL : submodule_path(t, name, parent, parent_module);
    if (path == NIL && parent != NULL) {
        return NIL;
    }
    found f;
    if (!find(t, name, path, &f)) {
        return NIL;
    }
    if (f.kind == FOUND_NOTHING) {
        return not_found(t, name);
    }
    value m = load(t, name, &f);
    if (m == NIL || parent == NULL) {
        return m;
    }
    str *part = str_intern(t, last_part(name));
    return part != NULL && op_setattr(t, parent_module, part, m) ? m : NIL;
}

/* Is it there already? Waits if another thread is at it. NIL without exception = no. */
static value import_ready(thread *t, str *name) {
    struct importing *i;
    while (stdlib_of(t->vm)->importing != NULL && (i = importing_find(t, name)) != NULL &&
           !is_circle(t, i)) {
        if (!importing_wait(t, i)) {
            return NIL;
        }
    }
    value v = dict_get_str(t->vm->modules, name);
    if (v == NONE) {
        return refuse(t, name, str_format(t, "import of %U halted; None in sys.modules", name));
    }
    return v;
}

value import_module(thread *t, str *name) {
    value v = import_ready(t, name);
    if (v != NIL || t->exc != NIL || !c_stack_ok(t)) {
        return v;
    }
    str *parent = NULL;
    value parent_module = NIL;
    if (strchr(name->data, '.') != NULL) {
        parent = parent_name(t, name);
        parent_module = parent == NULL ? NIL : import_module(t, parent);
        if (parent_module == NIL) {
            return NIL;
        }
        v = import_ready(t, name); /* the parent may have imported it */
        if (v != NIL || t->exc != NIL) {
            return v;
        }
    }
    name = str_intern_value(t, name);
    struct importing *i = name == NULL ? NULL : importing_begin(t, name);
    if (i == NULL) {
        return NIL;
    }
    v = import_new(t, name, parent, parent_module);
    importing_end(t, i);
    return v;
}

/* ---- __import__ ---- */

/* The package that relative names count from, as an interned str. NULL = exception. */
static str *package_of(thread *t, value globals) {
    if (!is_kind(globals, T_DICT)) {
        raise_error(t, E_TYPE_ERROR, "globals must be a dict");
        return NULL;
    }
    dict *d = (dict *)as_obj(globals);
    value package = dict_get_str(d, N(t, __package__));
    if (package != NIL && package != NONE) {
        if (!is_kind(package, T_STR)) {
            raise_error(t, E_TYPE_ERROR, "package must be a string");
            return NULL;
        }
        return (str *)as_obj(package);
    }
    value name = dict_get_str(d, N(t, __name__));
    if (!is_kind(name, T_STR)) {
        if (name == NIL) {
            raise_error(t, E_KEY_ERROR, "'__name__' not in globals");
        } else {
            raise_error(t, E_TYPE_ERROR, "__name__ must be a string");
        }
        return NULL;
    }
    return dict_get_str(d, N(t, __path__)) != NIL ? (str *)as_obj(name)
                                                  : parent_name(t, (str *)as_obj(name));
}

/* The absolute name of a relative one. NULL = exception. */
static str *absolute_name(thread *t, str *name, value globals, int64_t level) {
    str *package = package_of(t, globals);
    if (package == NULL) {
        return NULL;
    }
    if (package->len == 0) {
        raise_error(t, E_IMPORT_ERROR, "attempted relative import with no known parent package");
        return NULL;
    }
    size_t len = package->len;
    for (int64_t i = 1; i < level; i++) {
        while (len > 0 && package->data[len - 1] != '.') {
            len--;
        }
        if (len == 0) {
            raise_error(t, E_IMPORT_ERROR, "attempted relative import beyond top-level package");
            return NULL;
        }
        len--;
    }
    value base = str_new(t, package->data, len);
    if (base != NIL && name->len > 0) {
        base = str_format(t, "%S.%U", base, name);
    }
    return base == NIL ? NULL : str_intern_value(t, (str *)as_obj(base));
}

/* Submodules named by `from package import a, b` are imported, if they are not attributes
 * already. */
static bool import_members(thread *t, value m, value names_, bool is_all) {
    iter it;
    value x;
    bool failed;
    if (!iter_start(t, &it, names_)) {
        return false;
    }
    while ((x = iter_step(t, &it)) != NIL) {
        value package = op_getattr(t, m, N(t, __name__));
        if (package == NIL) {
            return false;
        }
        if (!is_kind(x, T_STR)) {
            raise_error(t, E_TYPE_ERROR,
                        is_all ? "Item in %S.__all__ must be str, not %T"
                               : "Item in ``from list'' must be str, not %T",
                        is_all ? package : x, x);
            return false;
        }
        str *s = (str *)as_obj(x);
        if (s->len == 1 && s->data[0] == '*') {
            value all = is_all ? NIL : op_getattr_opt(t, m, N(t, __all__), &failed);
            if ((all != NIL && !import_members(t, m, all, true)) || t->exc != NIL) {
                return false;
            }
            continue;
        }
        if (op_getattr_opt(t, m, s, &failed) != NIL) {
            continue;
        }
        value full = failed ? NIL : str_format(t, "%S.%U", package, s);
        str *name = full == NIL ? NULL : str_intern_value(t, (str *)as_obj(full));
        if (name == NULL) {
            return false;
        }
        if (import_module(t, name) == NIL) { /* it not being there is for IMPORT_FROM to say */
            value exc = t->exc, missing = NIL;
            if (exc_is(t, E_MODULE_NOT_FOUND_ERROR)) {
                t->exc = NIL;
                missing = op_getattr(t, exc, N(t, name));
            }
            t->exc = NIL;
            if (!is_kind(missing, T_STR) || !str_equal((str *)as_obj(missing), name)) {
                t->exc = exc;
                return false;
            }
        }
    }
    return t->exc == NIL;
}

value import_named(thread *t, str *name, value globals, value from, int64_t level) {
    name = str_intern_value(t, name);
    str *full = level > 0 && name != NULL ? absolute_name(t, name, globals, level) : name;
    value m = full == NULL ? NIL : import_module(t, full);
    if (m == NIL) {
        return NIL;
    }
    int wanted = from == NIL || from == NONE ? 0 : op_truth(t, from);
    if (wanted < 0) {
        return NIL;
    }
    if (wanted) {
        bool failed;
        value path = op_getattr_opt(t, m, N(t, __path__), &failed);
        return failed || (path != NIL && !import_members(t, m, from, false)) ? NIL : m;
    }
    const char *dot = strchr(name->data, '.');
    if (dot == NULL) {
        return m;
    }
    /* `import a.b.c` binds a; with a relative name, what stands for the first part of it. */
    size_t cut = name->len - (size_t)(dot - name->data);
    value first = str_new(t, full->data, full->len - cut);
    str *top = first == NIL ? NULL : str_intern_value(t, (str *)as_obj(first));
    return top == NULL ? NIL : import_module(t, top);
}

/* ---- gilvm -m ---- */

static value cannot_run(thread *t, str *name, const char *why) {
    return raise_error(t, E_IMPORT_ERROR, why, name, name);
}

code *import_main_code(thread *t, str *name, str **package, str **file) {
    str *parent = parent_name(t, name);
    value path = NIL, m = NIL;
    if (parent == NULL) {
        return NULL;
    }
    if (parent->len > 0) {
        m = import_module(t, parent);
        path = m == NIL ? NIL : submodule_path(t, name, parent, m);
        if (path == NIL) {
            return NULL;
        }
    }
    found f;
    if (!find(t, name, path, &f)) {
        return NULL;
    }
    if (f.kind == FOUND_NOTHING) {
        not_found(t, name);
        return NULL;
    }
    if (f.kind == FOUND_NATIVE) {
        cannot_run(t, name, "No code object available for %U");
        return NULL;
    }
    if (f.folders != NULL || f.kind == FOUND_PACKAGE ||
        (f.kind == FOUND_EMBEDDED && f.lib->is_package)) {
        value inner = str_format(t, "%U.__main__", name);
        m = inner == NIL ? NIL : import_module(t, name);
        path = m == NIL ? NIL : submodule_path(t, (str *)as_obj(inner), name, m);
        if (path == NIL || !find(t, (str *)as_obj(inner), path, &f)) {
            return NULL;
        }
        if (f.kind != FOUND_FILE && f.kind != FOUND_EMBEDDED) {
            cannot_run(
                t, name,
                "No module named %U.__main__; '%U' is a package and cannot be directly executed");
            return NULL;
        }
        parent = name;
    }
    *package = parent;
    *file = f.file;
    return found_code(t, &f);
}

/* ---- _imp: what importlib/__init__.py needs ---- */

static value imp_import_module(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[0], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "module name must be str, not %T", a[0]);
    }
    str *name = str_intern_value(t, (str *)as_obj(a[0]));
    if (name != NULL && name->len == 0) {
        return raise_error(t, E_VALUE_ERROR, "Empty module name");
    }
    return name == NULL ? NIL : import_module(t, name);
}

static value imp_reload(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[0], T_MODULE)) {
        return raise_error(t, E_TYPE_ERROR, "reload() argument must be a module");
    }
    value v = op_getattr(t, a[0], N(t, __name__));
    str *name = is_kind(v, T_STR) ? str_intern_value(t, (str *)as_obj(v)) : NULL;
    if (name == NULL) {
        return t->exc != NIL ? NIL
                             : raise_error(t, E_TYPE_ERROR, "reload() argument must be a module");
    }
    if (dict_get_str(t->vm->modules, name) != a[0]) {
        return raise_error(t, E_IMPORT_ERROR, "module %U not in sys.modules", name);
    }
    value path = NIL;
    str *parent = parent_name(t, name);
    if (parent != NULL && parent->len > 0) {
        value m = import_module(t, parent);
        path = m == NIL ? NIL : submodule_path(t, name, parent, m);
    }
    found f;
    if (t->exc != NIL || !find(t, name, path, &f)) {
        return NIL;
    }
    if (f.kind == FOUND_NOTHING) {
        return refuse(t, name, str_format(t, "spec not found for the module %R", from_obj(name)));
    }
    if (f.kind != FOUND_NATIVE && !run_source(t, (module *)as_obj(a[0]), name, &f)) {
        return NIL;
    }
    return dict_get_str(t->vm->modules, name);
}

static value imp_find(thread *t, value *a, int n) {
    (void)n;
    found f;
    if (!is_kind(a[0], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "module name must be str, not %T", a[0]);
    }
    str *name = (str *)as_obj(a[0]);
    if (!find(t, name, a[1] == NONE ? NIL : a[1], &f) || f.kind == FOUND_NOTHING) {
        return t->exc != NIL ? NIL : NONE;
    }
    value origin = f.file != NULL           ? from_obj(f.file)
                   : f.kind == FOUND_NATIVE ? str_from(t, "built-in")
                                            : NONE;
    value where = f.folders != NULL && f.kind == FOUND_NAMESPACE ? from_obj(f.folders) : NONE;
    if (f.kind == FOUND_PACKAGE || (f.kind == FOUND_EMBEDDED && f.lib->is_package)) {
        value folder = from_obj(f.folder);
        where = list_of(t, &folder, 1);
    }
    str *parent = where != NONE ? name : parent_name(t, name);
    return origin == NIL || where == NIL || parent == NULL
               ? NIL
               : spec_new(t, name, from_obj(parent), origin, where);
}

static value imp_source(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[0], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "source() argument must be str, not %T", a[0]);
    }
    const lib_module *lib = stdlib_embedded(((str *)as_obj(a[0]))->data);
    return lib == NULL ? NONE : str_new(t, lib->text, lib->len);
}

static const native_def imp_functions[] = {
    {"import_module", imp_import_module, "name, /", 0,
     "The module of this absolute name, imported."},
    {"reload", imp_reload, "module, /", 0, "Runs the module's source again, in its namespace."},
    {"find", imp_find, "name, path, /", 0, "What would be imported, as a spec; None if nothing."},
    {"source", imp_source, "name, /", 0,
     "The text of a module that is built in; None if there is none of this name."},
    {0},
};

const module_def imp_module = {
    "_imp",
    "(Extremely) low-level import machinery bits as used by importlib.",
    imp_functions,
    NULL,
};

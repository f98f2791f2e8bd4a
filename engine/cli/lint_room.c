/* What `onus lint` looks at together: loose rule files, a pack, or the rules of a case. */
#include "engine/cli/lint_room.h"

#include "lang/fix.h"

enum { ROUNDS = 8 }; /* a fix may show what it hid */

static void
add_disk(struct arena *a, struct lint_room *room, struct disk d)
{
    struct room_file f = {.disk = d};
    struct host_edits *edits = arena_new(a, struct host_edits);
    edits->arena = a;
    f.edits = edits;
    vec_push(a, &room->files, f);
}

/* Hosts are referred to by their place, so they are made when no more files are added. */
static void
make_hosts(struct lint_room *room)
{
    for (uint32_t i = 0; i < room->files.len; i++) {
        struct room_file *f = &room->files.at[i];
        f->edits->under = &f->disk.host;
        host_edited_init(&f->host, f->edits);
    }
}

/* "…/stdlib/ingest": a pack of the library without a manifest, whose files are looked at in the place of the built-in ones. */
static bool
is_library_folder(struct arena *a, const struct disk *d)
{
    struct disk above = {.folder = str_printf(a, STR_FMT "/..", STR_ARG(d->folder))};
    struct str name = disk_folder_name(a, d);
    struct str within = str_printf(a, "stdlib/" STR_FMT "/", STR_ARG(name));
    struct pack_library l = pack_builtin();
    if (!str_is(disk_folder_name(a, &above), "stdlib") || str_is(name, "tests"))
        return false;
    for (uint32_t i = 0; i < l.count; i++)
        if (str_starts(l.files[i].path, within))
            return true;
    return false;
}

bool
lint_room_add(struct arena *a, struct lint_rooms *rooms, struct str word)
{
    struct disk d = {0};
    struct lint_room room = {.kind = ROOM_FILES};
    bool is_folder = disk_is_folder(a, word), is_case = is_folder || str_ends(word, STR(".yaml"));
    if (is_case ? !disk_open_case(a, &d, word) : !disk_open_file(a, &d, word))
        return false;
    bool is_pack = disk_has(a, &d, STR("pack.yaml")) || is_library_folder(a, &d);
    if (is_folder && !is_pack && !disk_has(a, &d, d.file)) {
        usage_error("there is neither a pack.yaml nor an onus.yaml in '" STR_FMT "'",
                    STR_ARG(d.folder));
        disk_close(&d);
        return false;
    }
    if (is_folder && word.len && !str_is(word, "."))
        d.prefix = str_ends(word, STR("/")) ? word : str_printf(a, STR_FMT "/", STR_ARG(word));
    room.kind = is_pack ? ROOM_PACK : is_case ? ROOM_CASE : ROOM_FILES;
    room.name = disk_folder_name(a, &d);
    for (uint32_t i = 0; i < rooms->len; i++) {
        struct lint_room *other = &rooms->at[i];
        if (other->kind == ROOM_FILES && room.kind == ROOM_FILES) {
            add_disk(a, other, d);
            return true;
        }
        if (other->kind == ROOM_PACK && is_pack && str_eq(other->name, room.name)) {
            disk_close(&d); /* two files of one pack are checked with all of it, once */
            return true;
        }
    }
    add_disk(a, &room, d);
    vec_push(a, rooms, room);
    return true;
}

static void
compile(struct lint_room *room, const struct args *args, struct disk *stdlib)
{
    struct session *s = &room->session;
    session_init(s, &room->files.at[0].host, session_options_of(args, stdlib));
    s->for_authors = s->with_tests = true;
    s->shown_folder = room->files.at[0].disk.prefix;
    if (room->kind == ROOM_PACK) {
        session_folder_pack(s, room->name);
    } else if (room->kind == ROOM_CASE) {
        session_case_tests(s, room->files.at[0].disk.file);
    } else {
        for (uint32_t i = 0; i < room->files.len; i++) {
            s->shown_folder = room->files.at[i].disk.prefix;
            session_parse_file(s, &room->files.at[i].host, room->files.at[i].disk.file);
        }
        session_use_packs(s);
    }
    session_compile(s);
}

/* What the files held before a round of fixes, should it make matters worse. */
static void
keep(struct arena *a, const struct lint_room *room, struct host_edits *before)
{
    for (uint32_t i = 0; i < room->files.len; i++) {
        const struct host_edits *now = room->files.at[i].edits;
        before[i] = *now;
        before[i].at = arena_array(a, struct host_memory_file, now->len + 1);
        for (uint32_t k = 0; k < now->len; k++)
            before[i].at[k] = now->at[k];
        before[i].cap = now->len;
    }
}

uint32_t
lint_room_run(struct arena *a, struct lint_room *room, const struct args *args, struct disk *stdlib)
{
    struct host_edits *before = arena_array(a, struct host_edits, room->files.len + 1);
    uint32_t fixed = 0;
    make_hosts(room);
    compile(room, args, stdlib);
    for (int round = 0; round < ROUNDS && args->given[OPTION_FIX]; round++) {
        uint64_t had = fixes_left(&room->session.rule_diags);
        keep(a, room, before);
        uint32_t count = session_fix(&room->session);
        if (count == 0)
            break;
        session_fini(&room->session);
        compile(room, args, stdlib);
        if (fixes_left(&room->session.rule_diags) <= had) {
            fixed += count;
            continue;
        }
        for (uint32_t i = 0; i < room->files.len; i++)
            *room->files.at[i].edits = before[i];
        session_fini(&room->session);
        compile(room, args, stdlib);
        break;
    }
    return fixed;
}

static int
write_one(struct room_file *f, const struct host_memory_file *edit, const struct args *args)
{
    struct arena scratch = {0};
    struct str name =
        str_printf(&scratch, STR_FMT STR_FMT, STR_ARG(f->disk.prefix), STR_ARG(edit->path));
    int code = EXIT_PASSED;
    if (args->given[OPTION_DIFF]) {
        struct host_file now =
            f->disk.host.read(&f->disk.host, &scratch, edit->path, LIMIT_RULE_FILE_BYTES);
        diff_print(stdout, name, now.bytes, edit->text);
    } else {
        enum host_status status = f->disk.host.write(&f->disk.host, edit->path, edit->text);
        if (status != HOST_OK) {
            usage_error("'" STR_FMT "' could not be written: it %s", STR_ARG(name),
                        host_status_words(status));
            code = EXIT_USAGE;
        }
    }
    arena_release(&scratch);
    return code;
}

int
lint_room_write(struct lint_room *room, const struct args *args)
{
    int worst = EXIT_PASSED;
    for (uint32_t i = 0; i < room->files.len; i++) {
        struct room_file *f = &room->files.at[i];
        for (uint32_t k = 0; k < f->edits->len; k++) {
            int code = write_one(f, &f->edits->at[k], args);
            worst = code > worst ? code : worst;
        }
    }
    return worst;
}

void
lint_room_close(struct lint_room *room)
{
    session_fini(&room->session);
    for (uint32_t i = 0; i < room->files.len; i++)
        disk_close(&room->files.at[i].disk);
}

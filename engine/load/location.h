/*
 * Where something lies, as a case says it: a file of the case, or an address that is not looked up.
 */
#ifndef ONUS_ENGINE_LOAD_LOCATION_H
#define ONUS_ENGINE_LOAD_LOCATION_H

#include "lang/base/arena.h"
#include "lang/base/str.h"

enum location_kind {
    LOCATION_FILE,    /* relative to the case, and inside it */
    LOCATION_ADDRESS, /* a scheme of two or more characters and a colon: https://…, dms:LX-200/… */
    LOCATION_OUTSIDE /* absolute, with "..", with a drive letter, or file:… */
};

/* FILE: *path is the path as a host takes it, without "./" and doubled slashes; in the arena or a part of `text`. */
enum location_kind location_read(struct arena *a, struct str text, struct str *path);

#endif

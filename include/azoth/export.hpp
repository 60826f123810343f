#pragma once

/// \file
/// Which symbols azoth's shared libraries export. The libraries are compiled with hidden visibility; a header names
/// what programs link by AZOTH_EXPORT_BEGIN and AZOTH_EXPORT_END around its namespace, as libstdc++ does by an
/// attribute of its own: functions, classes with their type_info (what is thrown in a library is caught in a program
/// that is itself compiled with -fvisibility=hidden), and templates.
///
/// AZOTH_SHARED is defined where shared libraries of azoth are built and, by their CMake targets and azoth.pc, where
/// they are linked. Static libraries and the header-only form export nothing: the macros are empty.

#if defined(AZOTH_SHARED)
/// Opens a part of a header whose declarations the library exports.
#define AZOTH_EXPORT_BEGIN _Pragma("GCC visibility push(default)")
/// Closes it.
#define AZOTH_EXPORT_END _Pragma("GCC visibility pop")
/// Exports one function: a friend that is declared in its class only, which the two above do not reach.
#define AZOTH_EXPORT __attribute__((visibility("default")))
#else
#define AZOTH_EXPORT_BEGIN
#define AZOTH_EXPORT_END
#define AZOTH_EXPORT
#endif

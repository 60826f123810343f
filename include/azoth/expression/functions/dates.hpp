#pragma once

#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/interval.hpp>
#include <azoth/types/time_of_day.hpp>

#include <chrono>
#include <string>
#include <type_traits>

namespace azoth::func {

/// Returns the start time of the transaction; CURRENT_TIMESTAMP on SQLite.
inline FunctionExpr<Timestamptz> now() {
    return FunctionExpr<Timestamptz>(detail::make_function("now", {}, DateTime(with_timezone)));
}
/// Returns the date at the start of the transaction.
inline FunctionExpr<std::chrono::local_days> current_date() {
    return detail::fixed_call<std::chrono::local_days>("current_date");
}
/// Returns the time of day with time zone at the start of the transaction.
inline FunctionExpr<ZonedTimeOfDay> current_time() { return detail::fixed_call<ZonedTimeOfDay>("current_time"); }
/// Returns the start time of the transaction.
inline FunctionExpr<Timestamptz> current_timestamp() { return detail::fixed_call<Timestamptz>("current_timestamp"); }
/// Returns the local time of day at the start of the transaction.
inline FunctionExpr<TimeOfDay> localtime() { return detail::fixed_call<TimeOfDay>("localtime"); }
/// Returns the local start time of the transaction.
inline FunctionExpr<Timestamp> localtimestamp() { return detail::fixed_call<Timestamp>("localtimestamp"); }
/// Returns the role whose privileges apply.
inline FunctionExpr<std::string> current_user() { return detail::fixed_call<std::string>("current_user"); }
/// Returns the role that opened the session, or that SET SESSION AUTHORIZATION set.
inline FunctionExpr<std::string> session_user() { return detail::fixed_call<std::string>("session_user"); }
/// The same value as current_user().
inline FunctionExpr<std::string> user() { return detail::fixed_call<std::string>("user"); }
/// Returns the present time, which advances within a statement.
inline FunctionExpr<Timestamptz> clock_timestamp() { return detail::fixed_call<Timestamptz>("clock_timestamp"); }
/// Returns the time at which the statement began.
inline FunctionExpr<Timestamptz> statement_timestamp() {
    return detail::fixed_call<Timestamptz>("statement_timestamp");
}
/// Returns the start time of the transaction.
inline FunctionExpr<Timestamptz> transaction_timestamp() {
    return detail::fixed_call<Timestamptz>("transaction_timestamp");
}
/// Truncates to a unit: "year", "month", "day", "hour", ... A date becomes an instant.
template <detail::Operand A, detail::Operand B>
auto date_trunc(const A& unit, const B& value) {
    using T = detail::owned_value<B>;
    return FunctionExpr<
        std::conditional_t<detail::category_of<T>() == detail::Category::date, detail::lifted<Timestamptz, T>, T>>(
        detail::make_function("date_trunc", detail::arguments("date_trunc", unit, value), detail::sql_type_of<T>()));
}
/// Returns a field of a date or time: "year", "dow", "epoch", ...
template <detail::Operand A, detail::Operand B>
auto date_part(const A& field, const B& value) {
    return detail::strict_call<double>("date_part", field, value);
}
/// Returns the interval between two times in years, months and days; with one argument, from it to the current date.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto age(const A& value, const More&... more) {
    return detail::strict_call<Interval>("age", value, more...);
}
/// Converts a text by a format to an instant; with one argument, seconds since 1970-01-01.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto to_timestamp(const A& text, const More&... more) {
    return detail::strict_call<Timestamptz>("to_timestamp", text, more...);
}
/// Converts a text by a format to a date.
template <detail::Operand A, detail::Operand B>
auto to_date(const A& text, const B& format) {
    return detail::strict_call<std::chrono::local_days>("to_date", text, format);
}
/// Makes a date of its fields.
template <detail::Operand A, detail::Operand B, detail::Operand C>
auto make_date(const A& year, const B& month, const C& day) {
    return detail::strict_call<std::chrono::local_days>("make_date", year, month, day);
}
/// Makes a time of day of its fields.
template <detail::Operand A, detail::Operand B, detail::Operand C>
auto make_time(const A& hour, const B& minute, const C& second) {
    return detail::strict_call<TimeOfDay>("make_time", hour, minute, second);
}
/// Makes a timestamp of its fields.
template <detail::Operand A, detail::Operand B, detail::Operand C, detail::Operand D, detail::Operand E,
          detail::Operand F>
auto make_timestamp(const A& year, const B& month, const C& day, const D& hour, const E& minute, const F& second) {
    return detail::strict_call<Timestamp>("make_timestamp", year, month, day, hour, minute, second);
}
/// Makes an interval of years, months, weeks, days, hours, minutes and seconds.
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 6) auto make_interval(const A& years, const More&... more) {
    return detail::strict_call<Interval>("make_interval", years, more...);
}
/// Converts each 30 days to a month.
template <detail::Operand A>
auto justify_days(const A& interval) {
    return detail::strict_call<Interval>("justify_days", interval);
}
/// Converts each 24 hours to a day.
template <detail::Operand A>
auto justify_hours(const A& interval) {
    return detail::strict_call<Interval>("justify_hours", interval);
}
/// Converts days to months and hours to days, with signs adjusted.
template <detail::Operand A>
auto justify_interval(const A& interval) {
    return detail::strict_call<Interval>("justify_interval", interval);
}
/// Returns a date as text: the value, changed by modifiers such as "+1 day" (SQLite).
template <detail::Operand A, detail::Operand... More>
auto date(const A& value, const More&... modifiers) {
    return detail::strict_call<std::string>("date", value, modifiers...);
}
/// Returns a date and time as text: the value, changed by modifiers (SQLite).
template <detail::Operand A, detail::Operand... More>
auto datetime(const A& value, const More&... modifiers) {
    return detail::strict_call<std::string>("datetime", value, modifiers...);
}
/// Formats a date and time, changed by modifiers (SQLite).
template <detail::Operand A, detail::Operand B, detail::Operand... More>
auto strftime(const A& format, const B& value, const More&... modifiers) {
    return detail::strict_call<std::string>("strftime", format, value, modifiers...);
}
/// Returns the Julian day number of a date and time, changed by modifiers (SQLite).
template <detail::Operand A, detail::Operand... More>
auto julianday(const A& value, const More&... modifiers) {
    return detail::strict_call<double>("julianday", value, modifiers...);
}

}  // namespace azoth::func

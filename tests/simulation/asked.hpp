#pragma once

#include "postgresql/pipeline/pipeline.hpp"
#include "script.hpp"
#include <azoth/sql/statement_text.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>

// What a simulated program asked a pipeline for, and what it has to get.
namespace azoth_tests::simulation {

namespace pl = azoth::postgresql::pipeline;

/// The ids of a request's executions begin with its number, from 1, times this.
inline constexpr std::int64_t sets_a_request = 100'000;

enum class Kind : std::uint8_t { execute, execute_many, copy_in, copy_out, describe, fetch, close_cursor, control };

/// Ids, one after the other; can throw before the last.
class IdSource final : public azoth::ParameterSource {
public:
    struct Failed final : std::exception {
        const char* what() const noexcept override { return "the row source failed"; }
    };

    void reset(std::int64_t first, std::int64_t count, bool fails) noexcept {
        next_ = first;
        end_ = first + count;
        fails_ = fails;
        ended_ = late_ = false;
    }
    bool next(azoth::ParameterBuffer& into) override;
    /// Its request is completed: it must not be read any more.
    void end() noexcept { ended_ = true; }
    bool was_read_late() const noexcept { return late_; }

private:
    std::int64_t next_ = 0;
    std::int64_t end_ = 0;
    bool fails_ = false;
    bool ended_ = false;
    bool late_ = false;
};

/// A transaction of the program.
struct Transaction {
    std::shared_ptr<azoth::TransactionStart> start;
    std::int64_t number = 0;  ///< in the comment of its BEGIN
};

/// A cursor, or a COPY whose rows are read in batches.
struct OpenCursor {
    std::shared_ptr<pl::CursorState> state;
    std::int64_t id = 0;
    std::int64_t rows = 0;
    std::int64_t next = 1;   ///< the row that comes next
    std::int64_t block = 0;  ///< the number of its transaction; 0: none
    bool copies = false;
    bool described = false;      ///< a COPY is described before it begins
    bool busy = false;           ///< a request of it is not completed
    bool over = false;           ///< at its end, failed, or dropped
    std::size_t dropped_at = 0;  ///< requests made before it was dropped
};

/// One request.
struct Asked {
    Kind kind = Kind::execute;
    Verb verb = Verb::unknown;
    pl::RequestId request = 0;
    std::int64_t id = 0;       ///< of its execution; of several the first. 0: none
    std::int64_t sets = 1;     ///< executions
    std::int64_t rows = 0;     ///< that it gives
    std::int64_t padding = 0;  ///< of each row
    std::int64_t block = 0;    ///< the number in the comment of BEGIN; 0: it has no transaction
    bool begins = false;       ///< BEGIN is attached
    bool ends = false;         ///< COMMIT is attached
    bool source_fails = false;
    bool malformed = false;  ///< has too many parameters
    bool alone = false;      ///< nothing else was outstanding when it was made
    bool cancelled = false;
    bool done = false;
    bool succeeded = false;
    std::size_t count = 0;    ///< rows of a batch
    std::size_t cursor = 0;   ///< counted from 1; 0: none
    std::size_t flushes = 0;  ///< of the pipeline, before it was submitted
    pl::Time deadline = pl::never;
    azoth::Outcome outcome = azoth::Outcome::not_executed;  ///< of the error
    azoth::ParameterBuffer parameters;
    IdSource source;
    std::string text;
    azoth::StatementText statement;
    std::shared_ptr<azoth::TransactionStart> transaction;

    /// As new, with its memory.
    void reset();
    /// Makes what the request pointed to useless, as a caller does that has gone.
    void spoil();
};

/// The statement of a verb, which lives as long as the program.
const azoth::StatementText& statement_of(Verb verb);

}  // namespace azoth_tests::simulation

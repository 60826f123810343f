#pragma once

#include "engine/copy_text.hpp"
#include "engine/parameter_display.hpp"
#include <azoth/engine/parameter_rows.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/prepare.hpp>

#include <string>
#include <utility>

namespace azoth::detail {

/// Makes the parameters of an executemany from its rows, and keeps those that echo and errors show.
class RowSender final : public ParameterSource {
public:
    /// progress: null if nothing is reported.
    RowSender(RowParameters& rows, PreparedMany statement, bool show_last, CopyProgress* progress)
        : rows_(rows),
          statement_(std::move(statement)),
          sets_(statement_.compiled()->text->parameter_types, show_last),
          progress_(progress) {
        rows_.bind_to(statement_.field_types(), statement_.field_names());
    }

    bool next(ParameterBuffer& into) override {
        const bool has_row = take(into);
        if (progress_ != nullptr) progress_->add(has_row ? 1 : 0, !has_row);
        return has_row;
    }
    std::string displayed() const { return sets_.to_string(); }

private:
    bool take(ParameterBuffer& into) {
        if (statement_.fields_are_parameters()) {
            if (!rows_.next(into)) return false;
        } else {
            fields_.clear();
            if (!rows_.next(fields_)) return false;
            statement_.encode(fields_, into);
        }
        sets_.add(into);
        return true;
    }

    RowParameters& rows_;
    PreparedMany statement_;
    DisplayedSets sets_;
    ParameterBuffer fields_;
    CopyProgress* progress_;
};

}  // namespace azoth::detail

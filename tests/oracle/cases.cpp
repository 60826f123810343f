#include "oracle/case.hpp"
#include "oracle/groups.hpp"

namespace oracle {
namespace {

Cases said() {
    Cases cases;
    add_sel_cases(cases);
    add_cmp_cases(cases);
    add_log_cases(cases);
    add_in_cases(cases);
    add_str_cases(cases);
    add_num_cases(cases);
    add_typ_cases(cases);
    add_cas_cases(cases);
    add_fun_cases(cases);
    add_dat_cases(cases);
    add_txt_cases(cases);
    add_dst_cases(cases);
    add_grp_cases(cases);
    add_win_cases(cases);
    add_join_cases(cases);
    add_frm_cases(cases);
    add_sub_cases(cases);
    add_set_cases(cases);
    add_cte_cases(cases);
    add_val_cases(cases);
    add_lck_cases(cases);
    add_rep_cases(cases);
    add_ins_cases(cases);
    add_ups_cases(cases);
    add_upd_cases(cases);
    add_del_cases(cases);
    add_jsn_cases(cases);
    add_arr_cases(cases);
    add_rng_cases(cases);
    add_fts_cases(cases);
    add_idn_cases(cases);
    add_lit_cases(cases);
    add_ddl_cases(cases);
    add_idx_cases(cases);
    add_alt_cases(cases);
    return cases;
}

}  // namespace

const Cases& cases() {
    static const Cases all = said();
    return all;
}

}  // namespace oracle

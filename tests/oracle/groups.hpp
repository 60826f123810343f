#pragma once

#include "oracle/case.hpp"

/// The cases of each group of the oracle in azoth.
namespace oracle {

void add_sel_cases(Cases& cases);
void add_cmp_cases(Cases& cases);
void add_log_cases(Cases& cases);
void add_in_cases(Cases& cases);
void add_str_cases(Cases& cases);
void add_num_cases(Cases& cases);
void add_typ_cases(Cases& cases);
void add_cas_cases(Cases& cases);
void add_fun_cases(Cases& cases);
void add_dat_cases(Cases& cases);
void add_txt_cases(Cases& cases);
void add_dst_cases(Cases& cases);
void add_grp_cases(Cases& cases);
void add_win_cases(Cases& cases);
void add_join_cases(Cases& cases);
void add_frm_cases(Cases& cases);
void add_sub_cases(Cases& cases);
void add_set_cases(Cases& cases);
void add_cte_cases(Cases& cases);
void add_val_cases(Cases& cases);
void add_lck_cases(Cases& cases);
void add_rep_cases(Cases& cases);
void add_ins_cases(Cases& cases);
void add_ups_cases(Cases& cases);
void add_upd_cases(Cases& cases);
void add_del_cases(Cases& cases);
void add_jsn_cases(Cases& cases);
void add_arr_cases(Cases& cases);
void add_rng_cases(Cases& cases);
void add_fts_cases(Cases& cases);
void add_idn_cases(Cases& cases);
void add_lit_cases(Cases& cases);
void add_ddl_cases(Cases& cases);
void add_idx_cases(Cases& cases);
void add_alt_cases(Cases& cases);

}  // namespace oracle

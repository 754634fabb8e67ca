"""Words for what is to be large."""

from __future__ import annotations

from hpviz.runs.metric_vocabulary.writing import words

HIGHER_BY_FAMILY = {
    "classification": words(
        """
        acc accs accuracy accuracies bacc wacc uar uacc auc aucs auroc aurocs roc rocauc roc_auc
        aupr auprc prauc pr_auc auprcs ap aps average_precision map maps f1 f2 f05 fbeta fscore
        fmeasure f_measure f_score f1score f1_score precision prec recall rec sensitivity
        specificity tpr tnr tp tn true_positive true_positives true_negative true_negatives
        true_positive_rate true_negative_rate tp_rate tn_rate ppv npv positive_predictive_value
        negative_predictive_value kappa qwk mcc matthews phi_coefficient gmean g_mean informedness
        markedness youden gini ks ks_statistic lift exact_match em correct n_correct num_correct
        hit_ratio top1 top5 top10 top_# hits hit hit_rate balanced_accuracy cohen_kappa jaccard
        detection_rate true_accept_rate tar accu accus qini auuc rank_# cmc_# minp
        lift_# pass_all certified_acc picp coverage_probability
        """
    ),
    "regression": words(
        """
        r2 rsquared r_squared r_2 r2_score adj_r2 adjr2 nse kge explained_variance
        explained_variance_score ev correlation corr pearson pearsonr pcc spearman spearmanr srcc
        plcc krcc srocc kendall kendall_tau rho concordance ccc willmott ic icir rank_ic d2 d2_score
        goodness rsq rsqr rsquare r_square r2adj
        """
    ),
    "likelihood": words(
        """
        likelihood loglik log_likelihood ll elbo evidence elpd lppd log_prob logprob logp
        """
    ),
    "language": words(
        """
        bleu bleu_# sacrebleu rouge rouge1 rouge2 rougel rougelsum meteor chrf cider spice bertscore
        bert_score bleurt comet gleu sari nist moverscore mauve distinct_# pass_# pass pass_rate
        pass_at_# maj_# acc_norm mc1 mc2 truthfulness faithfulness helpfulness harmlessness
        groundedness mmlu gsm8k hellaswag arc winogrande truthfulqa humaneval mbpp squad glue
        superglue winrate win_rate elo judge_score answer_relevancy context_recall context_precision
        coherence fluency xcomet codebleu summac qafacteval bartscore alignscore
        reward_margin resolved resolved_rate
        """
    ),
    "retrieval": words(
        """
        ndcg ndcgs dcg mrr rr reciprocal_rank mean_reciprocal_rank r_# rprec r_precision map_#
        recall_# precision_# hr_# hit_# coverage novelty serendipity catalog_coverage success_# bpref
        infap rbp ndcg_cut_# map_cut_# r_prec
        """
    ),
    "detection and segmentation": words(
        """
        iou ious miou giou diou ciou fwiou mdice dice dices dsc dice_score dice_coef
        dice_coefficient dicecoef pq sq rq panoptic_quality ap50 ap75 map50 map75 mar boundary_iou
        biou fboundary pck oks nds mota motp hota deta assa detre detpr assre asspr loca idf1 idp
        idr idtp mostly_tracked eao robustness surface_dice nsd pckh s_measure e_measure j_f davis_j pdq
        """
    ),
    "clustering": words(
        """
        silhouette silhouettes silhouette_score calinski_harabasz calinski_harabasz_score ch_index
        chi_index dunn dunn_index nmi ami ari rand rand_index rand_score adjusted_rand_score
        adjusted_rand mutual_info mutual_information mutual_info_score adjusted_mutual_info
        homogeneity completeness v_measure vmeasure purity fowlkes_mallows modularity dbcv
        """
    ),
    "images and generation": words(
        """
        psnr ssim msssim ms_ssim vif fsim inception_score inception is_mean is_score clipscore
        clip_score clip_sim similarity cosine_similarity cosine_sim aesthetic aesthetic_score
        density diversity validity uniqueness image_reward imagereward pickscore hpsv2
        musiq maniqa topiq clipiqa geneval vbench
        """
    ),
    "speech": words(
        """
        pesq stoi estoi sisnr si_snr sisdr si_sdr sdr sdri snr sisdri mos dnsmos utmos visqol segsnr
        nisqa
        """
    ),
    "reinforcement learning": words(
        """
        reward rewards rew return returns episode_return episode_reward success successes
        success_rate solved solve_rate win wins fitness fitnesses advantage score scores points
        normalized_score survival_time ep_rew goal_reached goals_reached completion_rate
        """
    ),
    "trading": words(
        """
        win_loss_ratio gain_to_pain_ratio gain_to_pain tail_ratio nav
        sharpe sharpe_ratio sharperatio sortino sortino_ratio calmar calmar_ratio omega_ratio
        profit_factor profit profits pnl p_l cagr roi roe irr net_profit payoff_ratio win_ratio
        information_ratio treynor treynor_ratio recovery_factor expectancy hit_ratio annual_return
        total_return annualized_return excess_return jensen_alpha sqn equity revenue balance
        earnings annualised_return
        """
    ),
    "fairness": words(
        """
        disparate_impact disparate_impact_ratio demographic_parity_ratio equalized_odds_ratio
        fairness
        """
    ),
    "survival": words(
        """
        cindex c_index concordance_index ci_index c_statistic cstat antolini uno_c harrell_c
        """
    ),
    "throughput and use": words(
        """
        throughput fps ips tps qps rps goodput mfu hfu utilisation utilization occupancy bandwidth
        speedup tflops tokens_per_second tokens_per_sec tokens_per_s samples_per_second
        samples_per_sec images_per_second images_per_sec imgs_per_sec steps_per_second steps_per_sec
        it_per_sec frames_per_second requests_per_second examples_per_second iterations_per_second
        tok_s tokens_s samples_s images_s img_s it_s its_per_sec cache_hit_rate hypervolume hv
        iops mops fmax slack wns tns ipc gpu_util uptime gpu_utilization availability compression_ratio
        load_balance
        """
    ),
    "differences": words("improvement improvements gain gains uplift reduction savings agreement"),
    "benchmarks of language models": words(
        """
        bbh bbeh gpqa gpqa_diamond ifeval math_# aime_# aime livecodebench lcb swe_bench
        swebench mt_bench mtbench alpaca_eval alpacaeval arena_hard piqa boolq openbookqa obqa siqa
        social_iqa triviaqa naturalqa hotpotqa musr ceval cmmlu agieval mmmu mathvista docvqa chartqa
        textvqa vqav2 mmbench seedbench realworldqa ocrbench arc_challenge arc_easy arc_c arc_e wsc
        rte qnli qqp mnli sst2 mrpc stsb xnli belebele mgsm logiqa sciq lambada humanevalplus mbppplus
        bigcodebench simpleqa longbench commonsenseqa csqa xcopa xstorycloze paws zebralogic mmlu_pro
        """
    ),
    "embeddings of cells": words("lisi ilisi clisi kbet asw graph_connectivity trustworthiness continuity"),
    "molecules": words("gdt gdt_ts gdt_ha tm_score tmscore lddt plddt ptm iptm dockq qed bedroc"),
    "continual learning": words("bwt fwt backward_transfer forward_transfer"),
    "scheduling": words(
        "feasible feasible_rate feasibility feasibility_rate approx_ratio approximation_ratio"
    ),
    "products": words(
        """
        ctr cvr ecpm gmv ltv clv engagement retention retention_rate conversion_rate click_through_rate
        open_rate roas csat nps orders
        """
    ),
    "engineering": words(
        """
        yield yields strength toughness hardness ductility efficiency selectivity conversion titer titre
        productivity stability durability cl_cd lift_drag_ratio lift_to_drag
        """
    ),
}

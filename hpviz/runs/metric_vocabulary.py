"""Words that metrics are called by, family by family, and whether less or more of each is better.

A word is a token of a name (``loss`` of ``val_loss``), or several in a row joined by ``_`` (``brier_score``),
which then hold as a whole; ``#`` is any number (``pass@1`` is ``pass_#``).
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Write a set of words as a text, so that it can be read."""
    return frozenset(text.split())


LOWER_BY_FAMILY = {
    "losses": words(
        """
        loss losses nll nlls bce ce dce crossentropy cross_entropy xent logloss log_loss
        logloss_score hinge triplet infonce focal loss_score hamming hamming_loss hamming_score
        zero_one negative_log_likelihood
        """
    ),
    "errors": words(
        """
        error errors err errs rmse rmses nrmse rrmse mae maes nmae mse mses nmse mape smape wape
        wmape mase mdape msle rmsle rae rse medae mpe sse ssr residual residuals mad aard crps wis
        pinball quantile_loss error_score error_rate max_error mean_pinball_loss winkler deviance
        misclassification misclassified mistakes failures wrong rmspe mre epe ade fde minade minfde mpjpe
        pampjpe ate rpe chamfer hausdorff hd95 assd asd nrmsd rmsd absrel abs_rel sqrel sq_rel silog
        distance dist l1_distance bias_error
        grad_norm gradnorm gradient_norm resid_norm residual_norm
        """
    ),
    "language": words(
        """
        perplexity perplexities ppl bpb bpc bpd bits_per_byte bits_per_char bits_per_dim ter
        """
    ),
    "speech": words("wer cer mer wil der jer eer mcd pit_error dcf mindcf min_dcf f0_rmse"),
    "generation": words(
        """
        fid kid fvd lpips sfid fad mmd swd ppl_path hallucination toxicity hallucination_rate
        repetition
        """
    ),
    "calibration": words(
        """
        ece mce ace brier brier_score calibration_error adaptive_ece sce ence miscalibration
        """
    ),
    "counted wrong": words(
        """
        fpr fnr fp fn false_positive false_positives false_negative false_negatives
        false_positive_rate false_negative_rate frr fdr fpr95 fpr_at false_alarm
        false_alarms false_alarm_rate miss_rate misses hter apcer bpcer acer fp_rate fn_rate
        """
    ),
    "clustering": words(
        """
        davies_bouldin davies_bouldin_score davies_bouldin_index dbi inertia wcss distortion
        xie_beni variation_of_information
        """
    ),
    "fairness": words(
        """
        demographic_parity_difference demographic_parity equalized_odds_difference equalized_odds
        equal_opportunity_difference statistical_parity_difference parity_difference disparity
        unfairness
        """
    ),
    "information": words(
        """
        divergence kl kld jsd wasserstein emd aic bic aicc dic waic hqic kl_divergence
        """
    ),
    "tracking": words(
        """
        idsw ids id_switches id_sw frag fragmentations fragments mostly_lost ml_tracks motp_error
        """
    ),
    "trading": words(
        """
        drawdown max_drawdown mdd dd volatility vol cvar var95 value_at_risk expected_shortfall
        turnover slippage ulcer ulcer_index downside_deviation tracking_error losing_streak
        """
    ),
    "control": words(
        """
        regret regrets cumulative_regret simple_regret violation violations collisions collision
        collision_rate crashes penalty penalties jerk steps_to_goal
        """
    ),
    "survival": words("ibs integrated_brier integrated_brier_score"),
    "differences": words(
        """
        gap overfitting overfit generalization_gap forgetting degradation drop shortfall
        """
    ),
    "cost": words(
        """
        cost costs time duration runtime elapsed seconds secs sec latency memory mem ram vram rss energy
        flops macs gflops mflops gmacs carbon emissions co2 walltime wallclock wall_clock ttft tpot
        itl ttfb time_to_first_token time_per_output_token peak_memory power power_draw ms us ns
        msec usec millis hours minutes watts joules kwh
        """
    ),
}
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
        detection_rate true_accept_rate tar
        """
    ),
    "regression": words(
        """
        r2 rsquared r_squared r_2 r2_score adj_r2 adjr2 nse kge explained_variance
        explained_variance_score ev correlation corr pearson pearsonr pcc spearman spearmanr srcc
        plcc krcc srocc kendall kendall_tau rho concordance ccc willmott ic icir rank_ic d2 d2_score
        goodness
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
        coherence fluency
        """
    ),
    "retrieval": words(
        """
        ndcg ndcgs dcg mrr rr reciprocal_rank mean_reciprocal_rank r_# rprec r_precision map_#
        recall_# precision_# hr_# hit_# coverage novelty serendipity catalog_coverage success_#
        """
    ),
    "detection and segmentation": words(
        """
        iou ious miou giou diou ciou fwiou mdice dice dices dsc dice_score dice_coef
        dice_coefficient dicecoef pq sq rq panoptic_quality ap50 ap75 map50 map75 mar boundary_iou
        biou fboundary pck oks nds mota motp hota deta assa detre detpr assre asspr loca idf1 idp
        idr idtp mostly_tracked eao robustness surface_dice nsd
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
        gpu_util uptime gpu_utilization availability compression_ratio
        """
    ),
    "differences": words("improvement improvements gain gains uplift reduction savings agreement"),
}

LOWER = frozenset().union(*LOWER_BY_FAMILY.values())
HIGHER = frozenset().union(*HIGHER_BY_FAMILY.values())

# At the head of a name these decide, whatever follows: `loss_dice` and `rmse_acc_fcst` are errors.
HEADS = frozenset(word for word in LOWER_BY_FAMILY["errors"] if "_" not in word) | words(
    """
        loss losses nll
    """
)
# How far results spread: less is better whatever they are of, and it is never what is looked at first.
SPREADS = words("std stdev stddev sd var variance stderr sem se ci iqr range uncertainty cv")
# These turn what follows, or went before, around.
IMPROVEMENTS = words("improvement improvements reduction uplift gain gains savings")
# They say what is better once a column is known to be a metric, but are names of choices as well.
AMBIGUOUS = words(
    """
    rec rr ic em ll sq rq ks rho dist power gain gains drop gap lift density diversity coverage
    novelty balance ate ace mce ids ari tar dd vol pass ev rand us ms ns hours minutes
    sec secs seconds inception robustness penalty penalties reduction maps triplet focal mad ap
    comet spice glue squad arc points omega_ratio turnover equity evidence residual residuals
    repetition mos purity completeness volatility hamming advantage quantile_loss bandwidth ter der
    mar jerk fragments distortion rmsd emd wasserstein availability ml_tracks pit_error revenue prec
    pq r_2 is_mean frag compression_ratio occupancy snr elo mmd demographic_parity equalized_odds
    fairness ccc d2 validity grad_norm gradnorm gradient_norm resid_norm
    residual_norm
    """
)

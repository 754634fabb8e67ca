"""Words for what is to be small."""

from __future__ import annotations

from hpviz.runs.metric_vocabulary.writing import words

LOWER_BY_FAMILY = {
    "losses": words(
        """
        loss losses nll nlls bce ce dce crossentropy cross_entropy xent logloss log_loss
        logloss_score hinge triplet infonce focal loss_score hamming hamming_loss hamming_score
        zero_one negative_log_likelihood nelbo ctc_loss nlpd mnlp
        """
    ),
    "errors": words(
        """
        error errors err errs rmse rmses nrmse rrmse mae maes nmae mse mses nmse mape smape wape
        wmape mase mdape msle rmsle rae rse medae mpe sse ssr residual residuals mad aard crps wis
        pinball quantile_loss error_score error_rate max_error mean_pinball_loss winkler deviance
        misclassification misclassified mistakes failures wrong rmspe mre epe ade fde minade minfde mpjpe
        pampjpe ate rpe chamfer hausdorff hd95 assd asd nrmsd rmsd absrel abs_rel sqrel sq_rel silog
        distance dist l1_distance bias_error pve mpvpe nme theil_u
        owa log10_error irmse imae
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
        repetition niqe brisque piqe dists cmmd kvd fdd refusal_rate
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
        drawdown max_drawdown maxdd mdd dd volatility vol cvar var95 value_at_risk expected_shortfall
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
    "intervals": words("mpiw pinaw pinrw cwc nmpil interval_score interval_width interval_length"),
    "causal": words("pehe sqrt_pehe shd"),
    "molecules": words("sa_score sascore docking_score vina_score vina ramachandran_outliers clashscore"),
    "scheduling": words(
        """
        makespan tardiness lateness flowtime tour_length route_length path_length wirelength hpwl
        waiting_time queue_length backlog optimality_gap mip_gap igd igd_plus generational_distance
        """
    ),
    "hardware": words(
        """
        cycles cpi cache_misses branch_misses page_faults cpu_percent rtf e2el luts pue
        """
    ),
    "products": words("churn churn_rate bounce_rate unsubscribe_rate cac cpc cpm cpa complaints"),
    "engineering": words("roughness wear wear_rate deflection drag drag_coefficient cd thermal_resistance"),
}

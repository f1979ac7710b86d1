// SPDX-License-Identifier: MIT
//! What fsrs-rs needs for the same work as bench_optim, in the same words: fit, replay, simulate.
use fsrs::{compute_parameters, simulate, ComputeParametersInput, FSRSItem, FSRSReview, SimulatorConfig, DEFAULT_PARAMETERS, FSRS};
use std::collections::HashMap;
use std::fs;

type Row = (u32, FSRSReview);

fn load(path: &str) -> Vec<Row> {
    let mut numbers = HashMap::new();
    let text = fs::read_to_string(path).expect("the log cannot be read");
    text.lines()
        .skip(1)
        .map(|line| {
            let field: Vec<i64> = line.split(',').map(|x| x.parse().unwrap()).collect();
            let next = numbers.len() as u32;
            let card = *numbers.entry(field[0]).or_insert(next);
            (card, FSRSReview { rating: field[2] as u32, delta_t: field[3] as u32 })
        })
        .collect()
}

/// An item a scored review, as Anki makes them.
fn items(rows: &[Row]) -> (Vec<FSRSItem>, Vec<i64>) {
    let cards = rows.iter().map(|r| r.0 as usize + 1).max().unwrap_or(0);
    let mut history: Vec<Vec<FSRSReview>> = vec![vec![]; cards];
    let (mut items, mut ids) = (vec![], vec![]);
    for &(card, review) in rows {
        let all = &mut history[card as usize];
        all.push(review);
        if all.len() > 1 && review.delta_t > 0 {
            items.push(FSRSItem { reviews: all.clone() });
            ids.push(card as i64);
        }
    }
    (items, ids)
}

fn histories(rows: &[Row]) -> Vec<FSRSItem> {
    let mut all: HashMap<u32, FSRSItem> = HashMap::new();
    for &(card, review) in rows {
        all.entry(card).or_default().reviews.push(review);
    }
    all.into_values().collect()
}

fn fit(rows: &[Row]) -> (f64, f64, Vec<f32>) {
    let start = cpu();
    let (train_set, ids) = items(rows);
    let middle = cpu();
    let w = compute_parameters(ComputeParametersInput { train_set, card_ids: Some(ids), ..Default::default() }).unwrap();
    (middle - start, cpu() - middle, w)
}

/// Seconds that this thread has run.
fn cpu() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() * 1e-9
}

fn peak_kb() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|l| l.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn words(w: &[f32]) -> String {
    w.iter().map(|x| x.to_string()).collect::<Vec<_>>().join(" ")
}

fn main() {
    let arg: Vec<String> = std::env::args().collect();
    let rows = if arg[1] == "simulate" { vec![] } else { load(&arg[2]) };
    match arg[1].as_str() {
        // LOG: seconds to make items, seconds to fit, peak kB from here on, parameters
        "fit" => {
            let _ = fs::write("/proc/self/clear_refs", "5");
            let (prepare, fit, w) = fit(&rows);
            println!("{prepare} {fit} {} {}", peak_kb(), words(&w));
        }
        // LOG ROWS…: parameters from that many rows, a line each
        "prefixes" => {
            for count in &arg[3..] {
                println!("{}", words(&fit(&rows[..count.parse().unwrap()]).2));
            }
        }
        // LOG: seconds to replay every card
        "replay" => {
            let all = histories(&rows);
            let none = vec![None; all.len()];
            let fsrs = FSRS::default();
            let start = cpu();
            let states = fsrs.memory_state_batch(all, none).unwrap();
            println!("{} {}", cpu() - start, states.len());
        }
        // CARDS NEW DAYS RETENTION SEED RUNS STEPS (of learning and of relearning): reviews, hours, cards held on the last day, the quickest in seconds
        "simulate" => {
            let number = |i: usize| arg[i].parse::<usize>().unwrap();
            let config = SimulatorConfig {
                deck_size: number(2),
                learn_limit: number(3),
                learn_span: number(4),
                max_cost_perday: f32::INFINITY,
                learning_step_count: number(8),
                relearning_step_count: number(9),
                ..Default::default()
            };
            let mut best = f64::INFINITY;
            for run in 0..number(7) {
                let start = cpu();
                let result = simulate(&config, &DEFAULT_PARAMETERS, arg[5].parse().unwrap(), Some(number(6) as u64), None).unwrap();
                best = best.min(cpu() - start);
                if run == 0 {
                    let reviews: usize = result.review_cnt_per_day.iter().sum();
                    let seconds: f64 = result.cost_per_day.iter().map(|&s| s as f64).sum();
                    print!("{reviews} {:.2} {:.1} ", seconds / 3600.0, result.memorized_cnt_per_day.last().unwrap());
                }
            }
            println!("{best}");
        }
        other => panic!("no {other}"),
    }
}

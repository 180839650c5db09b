using System.CommandLine;
using System.Security.Cryptography;
using PleoFunctions.Testing.Chaos;

namespace PleoFunctions.Benchmarks.Chaos;

/// <summary><c>chaos</c>: checks that each customer ends with one installation, in the state of its newest event, while everything fails.</summary>
internal static class ChaosCommand
{
    public static Command Create()
    {
        var defaults = new ChaosOptions { Seed = 0 };
        var deliveries = new Option<int>("--deliveries") { DefaultValueFactory = _ => defaults.Deliveries };
        var customers = new Option<int>("--customers") { DefaultValueFactory = _ => defaults.Customers };
        var concurrency = new Option<int>("--concurrency") { DefaultValueFactory = _ => defaults.Concurrency };
        var seed = new Option<int>("--seed")
        {
            Description = "Deals the same faults again",
            DefaultValueFactory = _ => RandomNumberGenerator.GetInt32(int.MaxValue),
        };
        var neverRetries = new Option<bool>("--never-retries")
        {
            Description = "Send each webhook once; recovery finishes what fails",
        };
        var command = new Command(
            "chaos",
            "Two processes share a ledger and a Pleo while everything fails; ends with 1 if a promise is broken or a fault is too rare"
        )
        {
            deliveries,
            customers,
            concurrency,
            seed,
            neverRetries,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var options = new ChaosOptions
                {
                    Deliveries = parsed.GetValue(deliveries),
                    Customers = parsed.GetValue(customers),
                    Concurrency = parsed.GetValue(concurrency),
                    Seed = parsed.GetValue(seed),
                    NeverRetries = parsed.GetValue(neverRetries),
                };
                var report = await ChaosRun.RunAsync(
                    options,
                    ended =>
                    {
                        if (ended % 100 == 0)
                        {
                            Console.Error.Write($"\r  {ended} of {options.Deliveries}");
                        }
                    }
                );
                Console.Error.WriteLine();
                Console.WriteLine(report);
                return report.Holds && report.TooRare.Count == 0 ? 0 : 1;
            }
        );
        return command;
    }
}

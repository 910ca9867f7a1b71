using System.CommandLine;
using MiniKube.ApiServer;

namespace MiniKube.Commands;

/// <summary>The flags that bound requests, by upstream's names.</summary>
internal sealed class RequestOptionSet
{
    private readonly Option<bool> _fairness = new("--enable-priority-and-fairness") { Description = "Shares the server between callers by flow schemas and priority levels.", DefaultValueFactory = _ => true };
    private readonly Option<int> _reading = InFlight("--max-requests-inflight", "Reading requests that may run at once; with the mutating ones, all the seats that are shared.", 400);
    private readonly Option<int> _mutating = InFlight("--max-mutating-requests-inflight", "Mutating requests that may run at once.", 200);
    private readonly Option<double> _goAway = GoAway();
    private readonly Option<string> _timeout = DurationOption.Create("--request-timeout", "How long a request that is no stream may take.", "60s");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_fairness, _reading, _mutating, _timeout, _goAway])
        {
            command.Options.Add(option);
        }
    }

    public ApiServerOptions Apply(ParseResult result, ApiServerOptions options) => options with
    {
        HasPriorityAndFairness = result.GetValue(_fairness),
        ReadingRequestsMax = result.GetValue(_reading),
        MutatingRequestsMax = result.GetValue(_mutating),
        RequestTimeout = DurationOption.Read(result, _timeout),
        GoAwayChance = result.GetValue(_goAway),
    };

    private static Option<double> GoAway()
    {
        var option = new Option<double>("--goaway-chance")
        {
            Description = "How likely an HTTP/2 request makes its client connect anew, so that clients spread over servers behind a load balancer; 0.02 at most.",
            DefaultValueFactory = _ => 0,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 0.02))
            {
                result.AddError("--goaway-chance can not be less than 0 or greater than 0.02.");
            }
        });
        return option;
    }

    private static Option<int> InFlight(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }
}

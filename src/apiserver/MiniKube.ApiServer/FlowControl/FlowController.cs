using System.Collections.Immutable;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.FlowControl.Queues;
using MiniKube.ApiServer.FlowControl.Schemas;
using MiniKube.ApiServer.FlowControl.Turns;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;
using Prometheus;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>
/// Lets requests run by the priority level that their flow schema names, in turn and within its seats (KEP-1040). Seats that a level does not use are
/// lent to others, anew every few seconds.
/// </summary>
internal sealed class FlowController : IDisposable
{
    public const string SchemaHeader = "X-Kubernetes-PF-FlowSchema-UID";
    public const string LevelHeader = "X-Kubernetes-PF-PriorityLevel-UID";

    private static readonly TimeSpan LendingPeriod = TimeSpan.FromSeconds(10);

    /// <summary>The most of its level's seats that one request may take.</summary>
    private const double SeatsFractionMax = 0.15;

    private readonly Lock _gate = new();
    private readonly int _seats;
    private readonly TimeSpan _waitMax;
    private readonly TimeProvider _time;
    private readonly ulong _hashKey;
    private readonly FlowMetrics _metrics;
    private readonly System.Threading.ITimer _lending;
    private readonly Dictionary<string, PriorityLevel> _levels = new(StringComparer.Ordinal);
    private volatile FlowControlConfig _config = new([], []);

    public FlowController(ApiServerOptions options, CollectorRegistry registry, ApiServerServices services)
    {
        _seats = options.ReadingRequestsMax + options.MutatingRequestsMax;
        _waitMax = options.RequestTimeout / 4;
        _time = services.Time;
        Turns = new ProcessorTurns(options.Processors, _waitMax, services.Time);
        _hashKey = ((ulong)(uint)services.Random.Next(int.MaxValue) << 32) | (uint)services.Random.Next(int.MaxValue);
        _metrics = new FlowMetrics(registry);
        Apply([.. DefaultFlowControl.Schemas().Select(FlowControlReader.Schema)], [.. DefaultFlowControl.Levels().Select(FlowControlReader.Level)]);
        _lending = services.Time.CreateTimer(_ => EndPeriod(), null, LendingPeriod, Timeout.InfiniteTimeSpan);
        registry.AddBeforeCollectCallback(() => _metrics.Show(_config.Levels, _config.Routes));
    }

    public FlowControlConfig Config => _config;

    public RequestWidth Width { get; } = new();

    /// <summary>Who computes, among the requests that have a seat or come for one.</summary>
    public ProcessorTurns Turns { get; }

    /// <summary>Finds out which flow of which level a request belongs to, and what it is worth.</summary>
    /// <param name="user">Who asks, after impersonation.</param>
    /// <param name="request">For what.</param>
    /// <param name="limit">The most objects that the client takes of a list; 0 for all.</param>
    /// <param name="headers">Told which schema and level it is.</param>
    public FlowTicket TicketFor(UserInfo user, RequestInfo request, int limit, Microsoft.AspNetCore.Http.IHeaderDictionary headers)
    {
        var route = _config.Find(user, request);
        var (schema, level) = (route.Schema, route.Level);
        if (schema.Uid.Length > 0)
        {
            headers[SchemaHeader] = schema.Uid;
            headers[LevelHeader] = level.Configuration.Uid;
        }

        var flow = schema.DistinguisherOf(user, request);
        var seats = Math.Min(Width.SeatsFor(request, limit), Math.Max(1, (int)(level.Limits.Nominal * SeatsFractionMax)));
        return new FlowTicket(route, flow, FlowHash.Of(_hashKey, schema.Name, flow), seats, Turns);
    }

    /// <summary>Waits for the ticket's seats. Disposing it gives them to the next.</summary>
    /// <exception cref="ApiException">429: too many wait already, or it has waited too long.</exception>
    public ValueTask EnterAsync(FlowTicket ticket, CancellationToken cancellationToken)
    {
        var result = ticket.Route.Level.Arrive(ticket, ticket.FlowHash);
        switch (result)
        {
            case ArrivalResult.Started:
                return ValueTask.CompletedTask;
            case ArrivalResult.Queued:
                return WaitAsync(ticket, cancellationToken);
            default:
                (result == ArrivalResult.QueueFull ? ticket.Route.Measures.QueueFull : ticket.Route.Measures.NoSeat).Inc();
                throw StatusErrors.TooManyRequests(retryAfterSeconds: 1);
        }
    }

    /// <summary>Puts these schemas and levels in force. The mandatory ones are there whatever is given.</summary>
    public void Apply(IReadOnlyCollection<FlowSchema> schemas, IReadOnlyCollection<PriorityLevelConfiguration> configurations)
    {
        lock (_gate)
        {
            var wanted = WithMandatory(configurations);
            var shares = wanted.Sum(level => (long)level.NominalShares);
            foreach (var gone in _levels.Keys.Except(wanted.Select(level => level.Name)).ToList())
            {
                // What waits there is served until it is empty; nothing new comes.
                _levels.Remove(gone);
            }

            foreach (var configuration in wanted)
            {
                if (!_levels.TryGetValue(configuration.Name, out var level))
                {
                    _levels[configuration.Name] = level = new PriorityLevel(configuration, _time);
                }

                level.Configure(configuration, SeatLimits.Of(configuration, _seats, shares));
            }

            _config = new FlowControlConfig([.. RoutesOf(schemas)], [.. _levels.Values.OrderBy(level => level.Configuration.Name, StringComparer.Ordinal)]);
        }
    }

    public void Dispose() => _lending.Dispose();

    /// <summary>Armed anew each time, so that a clock that jumps a year causes one division and not a million.</summary>
    private void EndPeriod()
    {
        Lend();
        _lending.Change(LendingPeriod, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Divides the seats by what was wanted lately.</summary>
    private void Lend()
    {
        lock (_gate)
        {
            var levels = _levels.Values.Where(level => !level.Configuration.IsExempt).ToList();
            var total = levels.Sum(level => level.Limits.Nominal);
            var seats = SeatAllocation.Divide(total, levels.ConvertAll(level => level.EndPeriod()));
            for (var index = 0; index < levels.Count; index++)
            {
                levels[index].SetSeats(seats[index]);
            }
        }
    }

    private async ValueTask WaitAsync(FlowTicket ticket, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_waitMax, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await ticket.Turn!.Task.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var isWanted = !cancellationToken.IsCancellationRequested;
        if (ticket.Turn.Task.IsCompleted || !ticket.Route.Level.Withdraw(ticket, isTimedOut: isWanted))
        {
            if (isWanted)
            {
                return;
            }

            ticket.Dispose();
        }

        var measures = ticket.Route.Measures;
        (isWanted ? measures.TimedOut : measures.Cancelled).Inc();
        cancellationToken.ThrowIfCancellationRequested();
        throw StatusErrors.TooManyRequests(retryAfterSeconds: 1);
    }

    private IEnumerable<FlowRoute> RoutesOf(IReadOnlyCollection<FlowSchema> schemas)
    {
        var known = _config.Routes.ToDictionary(route => (route.Schema.Name, route.Measures.Level), route => route.Measures);
        FlowSchema Mandatory(string name) => FlowControlReader.Schema(DefaultFlowControl.Schemas().First(schema => schema.Name == name)) with
        {
            Uid = schemas.FirstOrDefault(schema => schema.Name == name)?.Uid ?? "",
        };
        var others = schemas.Where(schema => !DefaultFlowControl.IsMandatory(schema.Name) && _levels.ContainsKey(schema.PriorityLevel));
        return FlowControlConfig.InOrder([Mandatory(PriorityLevelConfiguration.Exempt), .. others]).Append(Mandatory(PriorityLevelConfiguration.CatchAll)).Select(
            schema => new FlowRoute(
                schema,
                _levels[schema.PriorityLevel],
                known.GetValueOrDefault((schema.Name, schema.PriorityLevel)) ?? new FlowMeasures(_metrics, schema.PriorityLevel, schema.Name)));
    }

    /// <summary>The mandatory ones may change their shares, not their kind.</summary>
    private static ImmutableArray<PriorityLevelConfiguration> WithMandatory(IReadOnlyCollection<PriorityLevelConfiguration> configurations)
    {
        var mandatory = DefaultFlowControl.Levels().Select(FlowControlReader.Level).Where(level => DefaultFlowControl.IsMandatory(level.Name)).ToList();
        bool IsGood(PriorityLevelConfiguration given) => mandatory.Find(level => level.Name == given.Name) is not { } level || level.IsExempt == given.IsExempt;
        var good = configurations.Where(IsGood).ToList();
        return [.. good, .. mandatory.Where(level => !good.Exists(other => other.Name == level.Name))];
    }
}

using MiniKube.Faults.Tests.Members;
using MiniKube.Histories;
using MiniKube.Mvcc;

namespace MiniKube.Faults.Tests.Clients;

/// <summary>Clients that write and read while things go wrong: one bound to each member, and some who take whichever member answers.</summary>
internal sealed class Workload : IAsyncDisposable
{
    private const int FreeClients = 2;

    /// <summary>Longer than a request to a healthy cluster takes, and shorter than an election and its heartbeats: many will not know.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _clients = [];
    private int _lastValue;

    private Workload() => History = new History(() => TimeProvider.System.GetTimestamp());

    /// <summary>The keys that operations never join, and the two that they do.</summary>
    public static int[][] Partitions { get; } = [[0], [1], [2], [3, 4]];

    /// <summary>Where each value that was ever written leaves a mark.</summary>
    public static KeyRange Marks { get; } = KeyRange.Prefix(Key.From("mark-"));

    /// <summary>Written when all is over.</summary>
    public static Key LastMark { get; } = MarkOf(0);

    public History History { get; }

    public static Workload Start(RealCluster cluster, Random chance)
    {
        var workload = new Workload();
        int[] all = [.. Enumerable.Range(0, cluster.Members.Length)];
        IEnumerable<int[]> routes = [.. all.Select(member => new[] { member }), .. Enumerable.Repeat(all, FreeClients)];
        var number = 0;
        foreach (var route in routes)
        {
            var order = route.ToArray();
            chance.Shuffle(order);
            var client = new RealClient(++number, cluster.ClientOptions(order, Patience), workload, new Random(chance.Next()));
            workload._clients.Add(Task.Run(() => client.RunAsync(workload._stop.Token), workload._stop.Token));
        }

        return workload;
    }

    public static Key MarkOf(int value) => Key.From($"mark-{value:D8}");

    public int NextValue() => Interlocked.Increment(ref _lastValue);

    /// <summary>Waits until a client hears an answer.</summary>
    /// <exception cref="TimeoutException">None came: the store does not serve.</exception>
    public async Task WaitForAnswerAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (History.LastAnswer <= begin)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > limit)
            {
                throw new TimeoutException($"no client has heard an answer for {limit}, and nothing is broken any more");
            }

            await Task.WhenAny([.. _clients, Task.Delay(LookAgainAfter, TimeProvider.System, cancellationToken)]);
            await EndedEarlyAsync();
        }
    }

    /// <summary>Ends all clients; what they still wait for stays open.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>A client ends early only by a failure, which is a finding.</summary>
    private async Task EndedEarlyAsync()
    {
        foreach (var client in _clients.Where(client => client.IsCompleted))
        {
            await client;
        }
    }
}

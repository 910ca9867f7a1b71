using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Conformance;
using MiniKube.Store.Disks;
using MiniKube.Store.Members;
using MiniKube.Store.Tests.Disks;
using MiniKube.Store.Tests.Recovery;

namespace MiniKube.Store.Tests.Fuzzing;

/// <summary>What a store has left on its disk, with every state that it has shown, oldest first.</summary>
internal sealed class KnownHistory
{
    private static readonly StoreOptions Options = TestStores.Small with { SnapshotAfterLogBytes = 64 << 10, HistoryBytesMax = 20 << 10 };

    private readonly List<string> _states = [];

    public SimulatedDisk Disk { get; private set; } = new();

    /// <summary>The last entry of the log.</summary>
    public LogIndex Last { get; private set; }

    /// <summary>The last state.</summary>
    public string Newest => _states[^1];

    public string NewestLog => Disk.List().Where(name => name.EndsWith(".log", StringComparison.Ordinal)).Order().Last();

    public string Snapshot => Disk.List().Single(name => name.EndsWith(".snap", StringComparison.Ordinal));

    public bool Holds(string state) => _states.Contains(state);

    /// <summary>Transactions, leases, deletions and compactions over several segments, of which a snapshot has replaced the first ones.</summary>
    public static async Task<KnownHistory> LiveAsync(int seed, CancellationToken cancellationToken)
    {
        var history = new KnownHistory();
        var random = new Random(seed);
        await using (var store = await OpenAsync(history.Disk, seed, cancellationToken))
        {
            for (var step = 0; step < 60 || history.Disk.List().Count(name => name.EndsWith(".snap", StringComparison.Ordinal)) != 1; step++)
            {
                step.Should().BeLessThan(1000, "a snapshot is written some time");
                await ChangeAsync(store, random, step, cancellationToken);
                var all = await store.RangeAsync(new RangeRequest(default), cancellationToken);
                history._states.Add(Describe(store.Applied, all.Items, await store.Leases.ListAsync(cancellationToken)));
            }
        }

        // A snapshot may have been begun behind the last look: what counts is what is there now.
        history.Disk = history.Disk.Copy();
        using var recovered = Open(history.Disk.Copy(), out var newest);
        history.Last = recovered.Log.Last;
        newest.Should().Be(history.Newest);
        return history;
    }

    /// <summary>Opens a disk as a member does, on this thread.</summary>
    public static RecoveredMember Recover(IDisk disk) =>
        Store.Members.Recovery.Open(disk, MemberBirth.Alone(() => 99, MemberContact.Unknown), Options, () => 98, NullLogger.Instance);

    /// <summary>Opens a disk and carries out all that its log holds.</summary>
    public static RecoveredMember Open(IDisk disk, out string state)
    {
        var recovered = Recover(disk);
        CarryOut(recovered);
        var machine = recovered.Machine;
        state = Describe(machine.State.Current, machine.State.Page(0, int.MaxValue), machine.State.Leases.All.Select(lease => lease.Id));
        return recovered;
    }

    /// <summary>Carries out what a log holds that is not known to be settled yet.</summary>
    public static void CarryOut(RecoveredMember recovered)
    {
        var machine = recovered.Machine;
        List<Entry> rest = [];
        while (machine.Applied < recovered.Log.Last)
        {
            rest.Clear();
            recovered.Log.Read(machine.Applied.Next, recovered.Log.Last, long.MaxValue, rest);
            rest.ForEach(entry => machine.Apply(entry, null, out _));
        }
    }

    private static Task<EmbeddedStore> OpenAsync(IDisk disk, int seed, CancellationToken cancellationToken) => EmbeddedStore.OpenAsync(
        () => disk, Options, null, Store.Peers.NoPeers.Instance, TestStores.Environment(TimeProvider.System, seed), cancellationToken);

    private static async Task ChangeAsync(EmbeddedStore store, Random random, int step, CancellationToken cancellationToken)
    {
        switch (random.Next(8))
        {
            case 0:
                await store.Leases.GrantAsync(new LeaseId(step + 1), 1000, cancellationToken);
                break;
            case 1 when await store.Leases.ListAsync(cancellationToken) is { IsEmpty: false } leases:
                await store.Leases.RevokeAsync(leases[random.Next(leases.Length)], cancellationToken);
                break;
            case 2:
                await store.CommitAsync(
                    new Transaction { Success = [new Operation.Delete(KeyRange.Single(Key.From($"k{random.Next(10)}")))] }, cancellationToken);
                break;
            case 3 when await store.Leases.ListAsync(cancellationToken) is { IsEmpty: false } leases:
                await store.CommitAsync(
                    new Transaction { Success = [new Operation.Put(Key.From($"l{step}"), Value(random)) { Lease = leases[^1] }] }, cancellationToken);
                break;
            default:
                await store.PutAsync($"k{random.Next(10)}", System.Text.Encoding.Latin1.GetString(Value(random)), cancellationToken);
                break;
        }
    }

    private static byte[] Value(Random random)
    {
        // Zeros as often as anything else: what is zero by right must not look as if it had never been written.
        var value = new byte[random.Next(6000)];
        random.NextBytes(random.Next(2) == 0 ? value : value.AsSpan(0, Math.Min(value.Length, random.Next(40))));
        return value;
    }

    private static string Describe(Revision revision, IEnumerable<KeyValue> items, IEnumerable<LeaseId> leases) =>
        $"{revision}: {string.Join(' ', items.Select(Describe))}; {string.Join(' ', leases)}";

    private static string Describe(KeyValue item) =>
        $"{item.Key}@{item.CreateRevision}-{item.ModRevision}/{item.Version}+{item.Lease} {Store.Logs.Checksum.Compute(0, item.Value.Span):x}";
}

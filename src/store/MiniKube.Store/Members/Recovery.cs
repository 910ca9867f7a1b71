using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Disks;
using MiniKube.Store.Logs;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Members;

/// <summary>Finds out what a disk holds, and begins anew where it holds nothing.</summary>
internal sealed partial class Recovery
{
    private readonly IDisk _disk;
    private readonly StoreOptions _options;
    private readonly Func<ulong> _random;
    private readonly ILogger _logger;

    private Recovery(IDisk disk, StoreOptions options, Func<ulong> random, ILogger logger)
    {
        _disk = disk;
        _options = options;
        _random = random;
        _logger = logger;
    }

    /// <summary>Opens a disk, and owns it from now on.</summary>
    /// <param name="disk">What is to be recovered.</param>
    /// <param name="birth">How to begin when there is nothing yet.</param>
    /// <param name="options">How the data is kept.</param>
    /// <param name="random">Numbers that do not repeat.</param>
    /// <param name="logger">Told what was found.</param>
    /// <exception cref="CorruptStoreException">What is there is damaged.</exception>
    /// <exception cref="StoreFormatException">Another build wrote it.</exception>
    public static RecoveredMember Open(IDisk disk, MemberBirth birth, StoreOptions options, Func<ulong> random, ILogger logger)
    {
        try
        {
            foreach (var name in disk.List().Where(name => name.EndsWith(DiskNames.TemporaryExtension, StringComparison.Ordinal)))
            {
                disk.Delete(name);
            }

            return new Recovery(disk, options, random, logger).Open(birth);
        }
        catch
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>A member that keeps nothing and begins with a state.</summary>
    public static RecoveredMember InMemory(MemberBirth birth, MvccState state)
    {
        var machine = new StateMachine(StatePoint.Beginning with { State = state });
        var log = new MemberLog(null, StatePoint.Beginning.Mark);
        var (hardState, entries) = birth.Beginning();
        log.Append(hardState, entries);
        return new RecoveredMember(birth.Identity, null, null, log, machine, []);
    }

    private RecoveredMember Open(MemberBirth birth)
    {
        var opening = new LogOpening(_disk, _logger);
        var snapshots = new FileSnapshots(_disk, _logger);
        var covered = snapshots.Load(opening.RestartedBehind, opening.Identity?.Cluster);
        var file = new FileLog(_disk, _options.SegmentBytes, _random);
        var log = new MemberLog(file, covered.Mark);
        var machine = new StateMachine(covered);
        if (opening.IsEmpty)
        {
            Begin(birth, covered, file, log);
            return new RecoveredMember(birth.Identity, _disk, snapshots, log, machine, []);
        }

        try
        {
            var points = Replay(opening, log, machine);
            file.GoOn(opening);
            BeginIfCutShort(birth, covered, log);
            snapshots.DeleteBefore(covered.Index);
            LogRecovered(_logger, opening.Identity!.Value, machine.State.Current, machine.State.Count, log.Last);
            return new RecoveredMember(opening.Identity.Value, _disk, snapshots, log, machine, points);
        }
        catch
        {
            opening.File?.Dispose();
            throw;
        }
    }

    private void Begin(MemberBirth birth, StatePoint covered, FileLog file, MemberLog log)
    {
        if (covered.Index > LogIndex.Zero)
        {
            throw new CorruptStoreException(_disk.PathOf(Segment.NameOf(1)), 0, $"the log behind entry {covered.Index}, which the snapshot covers, is missing");
        }

        file.Create(birth.Identity, LogIndex.Zero, Term.Zero, default);
        var (hardState, entries) = birth.Beginning();
        log.Append(hardState, entries);
    }

    /// <summary>The power may go between the making of the log and its first frame: such a log has begun nothing yet.</summary>
    private static void BeginIfCutShort(MemberBirth birth, StatePoint covered, MemberLog log)
    {
        if (log.Last == LogIndex.Zero && log.HardState == default && covered.Index == LogIndex.Zero)
        {
            var (hardState, entries) = birth.Beginning();
            log.Append(hardState, entries);
        }
    }

    /// <summary>Applies what is known to be settled; the rest stays in the log until the core knows.</summary>
    private static List<StatePoint> Replay(LogOpening opening, MemberLog log, StateMachine machine)
    {
        List<StatePoint> points = [];
        List<Entry> settled = [];
        var newestPoint = machine.Applied;
        log.BeginRecovery(opening.First, machine.Applied, opening.FirstHardState);
        opening.Read(machine.Applied, (header, payload) =>
        {
            log.Recover(header, payload, machine.Applied);
            var committed = LogIndex.Min(header.HardState.Committed, log.Last);
            if (committed <= machine.Applied)
            {
                return;
            }

            settled.Clear();
            log.Read(machine.Applied.Next, committed, long.MaxValue, settled);
            settled.ForEach(entry => machine.Apply(entry, null, out _));
            log.Evict(0, machine.Applied);
            if (opening.SegmentFirst > newestPoint.Next && machine.Applied.Next >= opening.SegmentFirst)
            {
                newestPoint = machine.Applied;
                points.Add(machine.Point);
            }
        });
        return points;
    }

    [LoggerMessage(10, LogLevel.Information, "Recovered {Identity} at revision {Revision} with {Count} keys; the log ends with entry {Last}")]
    private static partial void LogRecovered(ILogger logger, StoreIdentity identity, Revision revision, int count, LogIndex last);
}

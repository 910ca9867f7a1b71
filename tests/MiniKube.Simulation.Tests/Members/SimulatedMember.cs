using MiniKube.Raft;
using MiniKube.Simulation.Tests.Histories;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Members;

/// <summary>One member of the simulated cluster: the core, a simulated log, a small state machine.</summary>
internal sealed class SimulatedMember
{
    private const int TickTime = 10_000;
    private const int SlowDiskFactor = 50;

    private readonly World _world;
    private readonly Dictionary<LogIndex, KeyValueState> _received = [];
    private readonly Dictionary<ulong, OperationRecord> _pending = [];
    private readonly Dictionary<ulong, ulong> _forwarded = [];
    private readonly Dictionary<ulong, OperationRecord> _reads = [];
    private readonly List<(LogIndex Index, OperationRecord Record)> _waitingReads = [];
    private readonly SimulatedLog _log = new();
    private readonly int _tickTime;
    private KeyValueState _state = new();
    private Ready? _ready;
    private LogIndex _truelyDurable;
    private ulong _sequence;

    public SimulatedMember(World world, MemberId id, Membership membership)
    {
        _world = world;
        Id = id;
        _log.Found(membership);
        _log.KeepsStaleTail = world.Plant.KeepsStaleTail;
        _log.ForgetsTruncation = world.Plant.ForgetsTruncation;
        // No two clocks run alike: up to three in a hundred apart.
        _tickTime = TickTime + world.Chance.Next(-TickTime / 67, TickTime / 67);
    }

    public MemberId Id { get; }

    /// <summary>Null while it is down.</summary>
    public RaftCore? Core { get; private set; }

    public bool IsUp => Core is not null;

    public int Incarnation { get; private set; }

    public bool HasSlowDisk { get; set; }

    public KeyValueState State => _state;

    public KeyValueState SnapshotState => _log.SnapshotState;

    public SimulatedLog Log => _log;

    public void Start()
    {
        Incarnation++;
        _world.Trace.Add(_world.Schedule.Now, "starts", Id.Value, _log.Last.Value, _log.HardState.Term.Value);
        _world.Checks.Opened(Id, _log);
        _state = _log.SnapshotState.Copy();
        _sequence = 0;
        _truelyDurable = _log.Last;
        var state = _log.HardState;
        if (_world.Plant.ForgetsVote)
        {
            state = state with { VotedFor = MemberId.None };
        }

        if (_world.Plant.ForgetsTerm)
        {
            state = state with { Term = _log.TermAt(_log.Last)!.Value, VotedFor = MemberId.None };
        }

        Core = new RaftCore(
            _world.Profile.Options with { Id = Id }, state, _log.Snapshot.Membership, _log.Snapshot.Index, _log, _world.Chance.Next);
        Observe();
        TickLater(Incarnation);
    }

    /// <summary>The power is cut.</summary>
    public void Crash()
    {
        if (Core is null)
        {
            return;
        }

        _world.Trace.Add(_world.Schedule.Now, "crashes", Id.Value);
        Incarnation++;
        if (_ready is { } ready && _world.Happens(0.5))
        {
            _log.Write(ready, Received);
            _world.Checks.Written(Id, ready.Entries, _log);
        }

        _log.Crash(_world.Chance);
        if (_world.Plant.AcknowledgesBeforeSync)
        {
            _log.Lose(_truelyDurable);
        }

        Core = null;
        _ready = null;
        _pending.Clear();
        _forwarded.Clear();
        _reads.Clear();
        _waitingReads.Clear();
    }

    public void Receive(Message message)
    {
        Core!.Step(message);
        Pump();
    }

    /// <summary>The data of a snapshot is here, whole and durable.</summary>
    public void Keep(SnapshotMark mark, KeyValueState state) => _received[mark.Index] = state;

    public void ReportSnapshot(MemberId peer, bool delivered, int incarnation)
    {
        if (Core is not null && incarnation == Incarnation)
        {
            Core.ReportSnapshot(peer, delivered);
            Pump();
        }
    }

    /// <summary>What a client asks. The record is answered, failed, or left open.</summary>
    public void Submit(OperationRecord record)
    {
        if (Core is null)
        {
            _world.History.Fail(record);
            return;
        }

        if (record.Operation.IsRead)
        {
            Read(record);
        }
        else
        {
            Write(record);
        }

        Pump();
    }

    public void Do(Action<RaftCore> action)
    {
        if (Core is not null)
        {
            action(Core);
            Pump();
        }
    }

    private void Read(OperationRecord record)
    {
        if (_world.Plant.ReadsLocally)
        {
            _world.History.Answer(record, _state.Read(record.Operation.Keys));
            return;
        }

        var context = ++_sequence;
        _reads.Add(context, record);
        Core!.ReadIndex(context);
    }

    private void Write(OperationRecord record)
    {
        var proposal = (Id.Value << 48) | ((ulong)Incarnation << 32) | ++_sequence;
        var command = KeyValueState.Encode(proposal, record.Operation);
        ulong number = 0;
        var result = Core!.Role == Role.Leader ? Core.Propose(command) : Core.Forward(command, out number);
        if (result != ProposeResult.Accepted)
        {
            _world.History.Fail(record);
            return;
        }

        _pending.Add(proposal, record);
        if (number != 0)
        {
            _forwarded.Add(number, proposal);
        }
    }

    private void TickLater(int incarnation) => _world.Schedule.After(_tickTime, () =>
    {
        if (incarnation == Incarnation)
        {
            Core!.Tick();
            Pump();
            TickLater(incarnation);
        }
    });

    /// <summary>Does what the core wants done; the disk takes its time.</summary>
    private void Pump()
    {
        Observe();
        while (_ready is null && Core!.HasReady)
        {
            var ready = Core.TakeReady();
            _ready = ready;
            Send(ready.SendBeforePersisting);
            if (!ready.MustSync)
            {
                Persisted(ready);
            }
            else if (_world.Plant.AcknowledgesBeforeSync)
            {
                Persisted(ready);
                var last = _log.Last;
                Later(_world.DiskDelay() * SlowDiskFactor, () => _truelyDurable = LogIndex.Max(_truelyDurable, LogIndex.Min(last, _log.Last)));
            }
            else
            {
                Later(_world.DiskDelay() * (HasSlowDisk ? SlowDiskFactor : 1), () =>
                {
                    Persisted(ready);
                    Pump();
                });
            }
        }
    }

    private void Later(long delay, Action action)
    {
        var incarnation = Incarnation;
        _world.Schedule.After(delay, () =>
        {
            if (incarnation == Incarnation)
            {
                action();
            }
        });
    }

    private void Persisted(Ready ready)
    {
        _world.Trace.Add(_world.Schedule.Now, "persisted", Id.Value, ready.Entries.Count, ready.Committed.Count);
        if (ready.Entries.Count > 0)
        {
            _truelyDurable = LogIndex.Min(_truelyDurable, ready.Entries[0].Index.Previous);
        }

        _log.Write(ready, Received);
        _world.Checks.Written(Id, ready.Entries, _log);
        if (ready.Snapshot is { } snapshot)
        {
            _state = _log.SnapshotState.Copy();
            _truelyDurable = LogIndex.Max(_truelyDurable, snapshot.Index);
            _world.Checks.Installed(Id, snapshot, _state);
        }

        if (ready.MustSync)
        {
            _world.Checks.Remembers(Id, _log.HardState.Term);
        }

        Send(ready.SendAfterPersisting);
        Apply(ready.Committed);
        AnswerReads(ready.Reads);
        foreach (var number in ready.Refused)
        {
            if (_forwarded.Remove(number, out var proposal) && _pending.Remove(proposal, out var record))
            {
                _world.History.Fail(record);
            }
        }

        Core!.Advance(ready);
        _ready = null;
        MakeSnapshot();
        Observe();
    }

    private KeyValueState Received(LogIndex index) => _received[index].Copy();

    private void Apply(IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
        {
            _state.Apply(entry, out var proposal, out var before);
            _world.Checks.Applied(Id, entry, _state.Hash, Core!.Term);
            if (proposal != 0 && _pending.Remove(proposal, out var record))
            {
                _world.History.Answer(record, before);
            }
        }
    }

    private void AnswerReads(IReadOnlyList<ReadState> reads)
    {
        foreach (var read in reads)
        {
            if (!_reads.Remove(read.Context, out var record))
            {
                throw new SafetyViolationException($"member {Id} answers read {read.Context}, which nobody waits for");
            }

            if (read.Index is { } index)
            {
                _waitingReads.Add((_world.Plant.ReadsTooEarly ? LogIndex.Zero : index, record));
            }
            else
            {
                _world.History.Fail(record);
            }
        }

        // What was just handed over is applied already.
        var applied = _world.Checks.AppliedBy(Id);
        for (var i = _waitingReads.Count - 1; i >= 0; i--)
        {
            if (_waitingReads[i].Index <= applied)
            {
                _world.History.Answer(_waitingReads[i].Record, _state.Read(_waitingReads[i].Record.Operation.Keys));
                _waitingReads.RemoveAt(i);
            }
        }
    }

    private void MakeSnapshot()
    {
        var every = _world.Profile.SnapshotEvery;
        if (every > 0 && Core!.Applied - _log.Snapshot.Index >= every)
        {
            _world.Trace.Add(_world.Schedule.Now, "makes snapshot", Id.Value, Core.Applied.Value);
            var state = _world.Plant.LosesInSnapshot ? new KeyValueState() : _state.Copy();
            _log.Compact(Core.Applied, Core.Membership, state, _world.Profile.KeptEntries);
        }
    }

    private void Send(IReadOnlyList<Message> messages)
    {
        foreach (var message in messages)
        {
            _world.Network.Send(message);
        }
    }

    private void Observe() => _world.Checks.Observe(this);
}

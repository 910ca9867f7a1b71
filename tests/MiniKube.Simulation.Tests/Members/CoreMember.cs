using MiniKube.Raft;
using MiniKube.Histories;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Members;

/// <summary>One member of the simulated cluster: the core, a simulated log, a small state machine.</summary>
internal sealed class CoreMember : SimulatedMember
{
    private readonly Dictionary<LogIndex, KeyValueState> _received = [];
    private readonly Dictionary<ulong, OperationRecord> _pending = [];
    private readonly Dictionary<ulong, ulong> _forwarded = [];
    private readonly Dictionary<ulong, OperationRecord> _reads = [];
    private readonly List<(LogIndex Index, OperationRecord Record)> _waitingReads = [];
    private readonly SimulatedLog _log = new();
    private KeyValueState _state = new();
    private Ready? _ready;
    private LogIndex _truelyDurable;
    private ulong _sequence;

    public CoreMember(World world, MemberId id, Membership membership)
        : base(world, id)
    {
        _log.Found(membership);
        _log.KeepsStaleTail = world.Plant.KeepsStaleTail;
        _log.ForgetsTruncation = world.Plant.ForgetsTruncation;
    }

    /// <summary>Null while it is down.</summary>
    public RaftCore? Core { get; private set; }

    public override bool IsUp => Core is not null;

    public override Role Role => Core?.Role ?? Role.Follower;

    public override Term Term => Core!.Term;

    public override LogIndex Committed => Core!.Committed;

    public override LogIndex Applied => Core!.Applied;

    public override Membership Membership => Core!.Membership;

    public override ulong StateHash => _state.Hash;

    public KeyValueState SnapshotState => _log.SnapshotState;

    public SimulatedLog Log => _log;

    public override void Start()
    {
        Incarnation++;
        World.Trace.Add(World.Schedule.Now, "starts", Id.Value, _log.Last.Value, _log.HardState.Term.Value);
        Written(_log.First);
        _state = _log.SnapshotState.Copy();
        _sequence = 0;
        _truelyDurable = _log.Last;
        var state = _log.HardState;
        if (World.Plant.ForgetsVote)
        {
            state = state with { VotedFor = MemberId.None };
        }

        if (World.Plant.ForgetsTerm)
        {
            state = state with { Term = _log.TermAt(_log.Last)!.Value, VotedFor = MemberId.None };
        }

        Core = new RaftCore(
            World.Profile.Options with { Id = Id }, state, _log.Snapshot.Membership, _log.Snapshot.Index, _log, World.Chance.Next);
        Observe();
        TickLater();
    }

    public override Term? TermAt(LogIndex index) => Core!.TermAt(index);

    public override void TransferTo(MemberId target) => Do(core => core.TransferTo(target));

    public override bool Change(MembershipChange change)
    {
        var result = ProposeResult.NoLeader;
        Do(core => result = core.ProposeMembership(change));
        return result == ProposeResult.Accepted;
    }

    /// <summary>The power is cut.</summary>
    public override void Crash()
    {
        if (Core is null)
        {
            return;
        }

        World.Trace.Add(World.Schedule.Now, "crashes", Id.Value);
        Incarnation++;
        if (_ready is { } ready && World.Happens(0.5))
        {
            _log.Write(ready, Received);
        }

        _log.Crash(World.Chance);
        if (World.Plant.AcknowledgesBeforeSync)
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

    protected override void Take(Message message)
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

    protected override void Ask(OperationRecord record)
    {
        if (Core is null)
        {
            World.History.Fail(record);
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
        if (World.Plant.ReadsLocally)
        {
            World.History.Answer(record, _state.Read(record.Operation.Keys));
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
            World.History.Fail(record);
            return;
        }

        _pending.Add(proposal, record);
        if (number != 0)
        {
            _forwarded.Add(number, proposal);
        }
    }

    protected override void Tick()
    {
        Core!.Observe(Now);
        Core.Tick();
        Pump();
    }

    private void Written(LogIndex from)
    {
        List<Entry> entries = [];
        for (var index = from; index <= _log.Last; index = index.Next)
        {
            entries.Add(_log[index]);
        }

        World.Checks.Written(Id, entries, _log.TermAt(from.Previous)!.Value);
    }

    /// <summary>Does what the core wants done; the disk takes its time.</summary>
    private void Pump()
    {
        Observe();
        Core!.Observe(Now);
        while (_ready is null && Core.HasReady)
        {
            var ready = Core.TakeReady();
            _ready = ready;
            Send(ready.SendBeforePersisting);
            if (!ready.MustSync)
            {
                Persisted(ready);
            }
            else if (World.Plant.AcknowledgesBeforeSync)
            {
                Persisted(ready);
                var last = _log.Last;
                Later(World.DiskDelay() * SlowDiskFactor, () => _truelyDurable = LogIndex.Max(_truelyDurable, LogIndex.Min(last, _log.Last)));
            }
            else
            {
                Later(World.DiskDelay() * (HasSlowDisk ? SlowDiskFactor : 1), () =>
                {
                    Persisted(ready);
                    Pump();
                });
            }
        }
    }

    private void Persisted(Ready ready)
    {
        World.Trace.Add(World.Schedule.Now, "persisted", Id.Value, ready.Entries.Count, ready.Committed.Count);
        if (ready.Entries.Count > 0)
        {
            _truelyDurable = LogIndex.Min(_truelyDurable, ready.Entries[0].Index.Previous);
        }

        _log.Write(ready, Received);
        if (ready.Entries.Count > 0)
        {
            Written(ready.Entries[0].Index);
        }

        if (ready.Snapshot is { } snapshot)
        {
            _state = _log.SnapshotState.Copy();
            _truelyDurable = LogIndex.Max(_truelyDurable, snapshot.Index);
            World.Trace.Add(World.Schedule.Now, "installs snapshot", Id.Value, snapshot.Index.Value);
            World.Checks.Installed(Id, snapshot.Index, _state.Hash);
        }

        if (ready.MustSync)
        {
            World.Checks.Remembers(Id, _log.HardState.Term);
        }

        Send(ready.SendAfterPersisting);
        Apply(ready.Committed);
        AnswerReads(ready.Reads);
        foreach (var number in ready.Refused)
        {
            if (_forwarded.Remove(number, out var proposal) && _pending.Remove(proposal, out var record))
            {
                World.History.Fail(record);
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
            World.Checks.Applied(Id, entry.Index, entry.Term, Core!.Term, _state.Hash);
            if (proposal != 0 && _pending.Remove(proposal, out var record))
            {
                World.History.Answer(record, before);
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
                _waitingReads.Add((World.Plant.ReadsTooEarly ? LogIndex.Zero : index, record));
            }
            else
            {
                World.History.Fail(record);
            }
        }

        // What was just handed over is applied already.
        var applied = World.Checks.AppliedBy(Id);
        for (var i = _waitingReads.Count - 1; i >= 0; i--)
        {
            if (_waitingReads[i].Index <= applied)
            {
                World.History.Answer(_waitingReads[i].Record, _state.Read(_waitingReads[i].Record.Operation.Keys));
                _waitingReads.RemoveAt(i);
            }
        }
    }

    private void MakeSnapshot()
    {
        var every = World.Profile.SnapshotEvery;
        if (every > 0 && Core!.Applied - _log.Snapshot.Index >= every)
        {
            World.Trace.Add(World.Schedule.Now, "makes snapshot", Id.Value, Core.Applied.Value);
            var state = World.Plant.LosesInSnapshot ? new KeyValueState() : _state.Copy();
            _log.Compact(Core.Applied, Core.Membership, state, World.Profile.KeptEntries);
        }
    }

    private void Send(IReadOnlyList<Message> messages)
    {
        foreach (var message in messages)
        {
            World.Network.Send(message);
        }
    }

    private void Observe() => World.Checks.Observe(this);
}

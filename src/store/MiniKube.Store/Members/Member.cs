using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Logs;
using MiniKube.Store.Loops;
using MiniKube.Store.Peers;
using MiniKube.Store.Snapshots;
using MiniKube.Store.Transfers;

namespace MiniKube.Store.Members;

/// <summary>
/// One member of a store: the consensus core with its log, its snapshots and its state. Knows no thread, clock or socket: give it input
/// (<see cref="Propose"/>, <see cref="Read"/>, <see cref="Step(Message)"/>, <see cref="Tick(long)"/>, …), then call <see cref="Process(long)"/>, which does
/// all that follows and returns when there is nothing more to do. One caller at a time. What it sends goes to <see cref="IPeers"/>, what it
/// writes to its disk, long work to <see cref="IBackground"/>; when a background job is done, call Process again. An exception out of Process
/// is final: the member must be failed (<see cref="Fail"/>) and never be called again; it can be opened anew from its disk.
/// The host does this with a thread and a timer, the simulator with virtual time: both run the same member.
/// </summary>
internal sealed partial class Member : IDisposable
{
    private readonly MemberOptions _options;
    private readonly RecoveredMember _recovered;
    private readonly IPeers _peers;
    private readonly IMemberListener _listener;
    private readonly ILogger _logger;
    private readonly RaftCore _core;
    private readonly StateMachine _machine;
    private readonly MemberLog _log;
    private readonly PendingProposals _proposals;
    private readonly PendingReads _reads;
    private readonly PendingChange _change = new();
    private readonly PendingTransfer _transfer = new();
    private readonly SnapshotKeeper? _snapshots;
    private readonly SnapshotSender? _sender;
    private readonly SnapshotReceiver? _receiver;
    private readonly List<Proposal> _answers = [];
    private readonly List<ImmutableArray<KeyEvent>> _events = [];
    private readonly List<PeerStatus> _peerStatus = [];
    private readonly int _entryBytesMax;
    private readonly HashSet<MemberId> _senseless = [];
    private long _now;
    private LogIndex _neededFrom = new(1);
    private Term _seenTerm;
    private Term? _leadership;

    /// <param name="recovered">What its disk holds; owned from now on.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="environment">The world around it.</param>
    public Member(RecoveredMember recovered, MemberOptions options, MemberEnvironment environment)
    {
        _recovered = recovered;
        _options = options;
        _entryBytesMax = Segment.EntryBytesMax(options.Store.SegmentBytes);
        _peers = environment.Peers;
        _listener = environment.Listener;
        _logger = environment.Logger;
        _machine = recovered.Machine;
        _log = recovered.Log;
        var hardState = _log.HardState with { Committed = LogIndex.Max(_log.HardState.Committed, _machine.Applied) };
        _core = new RaftCore(options.Raft(Id), hardState, _machine.Roster.Membership, _machine.Applied, _log, environment.Jitter);
        _proposals = new PendingProposals(environment.Instance, _core, options.HeartbeatTicks * 2);
        _reads = new PendingReads(_core);
        if (recovered.Snapshots is { } snapshots)
        {
            _sender = new SnapshotSender(recovered.Disk!, _peers, Id, options.ChunkBytes);
            _snapshots = new SnapshotKeeper(
                snapshots, recovered.Identity.Cluster, _log, environment.Background, _sender.IsSending, options.Store, _logger);
            _receiver = new SnapshotReceiver(recovered.Disk!, _peers, environment.Background, recovered.Identity);
        }

        recovered.Points.ForEach(point => _snapshots?.Add(point));
        _peers.Update(Roster.Members);
    }

    public MemberId Id => _recovered.Identity.Member;

    public MvccState State => _machine.State;

    public Roster Roster => _machine.Roster;

    /// <summary>Who leads, as far as this member knows.</summary>
    public MemberId Leader => _core.Leader;

    public Term Term => _core.Term;

    /// <summary>Whether this member alone decides, so that what it has applied is all there is.</summary>
    public bool IsAlone => _machine.Roster.IsSoleVoter(Id);

    /// <summary>Whether there is anybody else, so that time matters.</summary>
    public bool HasPeers => _machine.Roster.Contacts.Count > (_machine.Roster.Membership.Contains(Id) ? 1 : 0) || !IsAlone;

    /// <summary>How many proposals could not be sent yet: when there are many, no more should be given.</summary>
    public int Waiting => _proposals.Waiting;

    /// <summary>As an operator wants to see it.</summary>
    public MemberStatus Status => MemberStatus.Of(_core, _machine, _log, _recovered, _proposals);

    public void Propose(Proposal proposal) => _proposals.Add(proposal, IsAlone ? null : _now + _options.RequestTicks);

    public void Read(ReadBarrier barrier)
    {
        barrier.Deadline = _now + _options.RequestTicks;
        _reads.Add(barrier);
    }

    /// <summary>A message from another member; what makes no sense is passed over.</summary>
    public void Step(Message message)
    {
        if (!(PeerRules.IsAcceptable(message, _entryBytesMax) && _core.Step(message)) && Roster.Membership.Contains(message.From) && _senseless.Add(message.From))
        {
            // Once for each member: one that keeps at it must not fill the disk with this.
            LogSenseless(_logger, message.Kind, message.From, message.Term, message.Index);
        }
    }

    public void Step(SnapshotChunk chunk) => _receiver?.Take(chunk, _core.Term, _machine.Applied);

    public void Step(SnapshotAnswer answer)
    {
        if (_sender?.Take(answer, _core.Term) is { } delivered)
        {
            _core.ReportSnapshot(answer.From, delivered);
        }
    }

    public void ReportUnreachable(MemberId peer) => _core.ReportUnreachable(peer);

    public void Change(ChangeRequest request) => _change.Begin(request, _core);

    /// <summary>Lets another member lead, if this one does, and tells who leads then.</summary>
    public void Transfer(TransferRequest request)
    {
        request.Deadline = _now + _options.RequestTicks;
        _transfer.Begin(request, _core);
    }

    /// <summary>Stand for election now.</summary>
    public void Campaign() => _core.Campaign();

    /// <summary>Time passes.</summary>
    /// <param name="now">As in <see cref="Process(long)"/>; heartbeats that leave now are as old as that.</param>
    public void Tick(long now)
    {
        _core.Observe(now);
        _now++;
        _core.Tick();
        var why = _core.Leader.IsNone ? "the store has no leader" : "the store's leader has not answered in time";
        _proposals.Tick(_now, why);
        _reads.Tick(_now, why);
        _transfer.Tick(_now);
        if (_sender is not null)
        {
            foreach (var peer in _sender.Tick(_now, _core.Term))
            {
                _core.ReportSnapshot(peer, delivered: false);
            }
        }

        _receiver?.Tick(_now);
        _neededFrom = NeededFrom();
    }

    /// <summary>Does everything that follows from the input so far.</summary>
    /// <param name="now">The time in ticks, looked at after that input was there; see <see cref="RaftCore.Observe"/>.</param>
    public void Process(long now)
    {
        _core.Observe(now);
        if (_receiver?.TakeFinished() is { } arrived)
        {
            _core.Step(arrived);
        }

        bool isMoving;
        do
        {
            _proposals.Flush();
            _reads.Ask();
            isMoving = _core.HasReady;
            while (_core.HasReady)
            {
                Turn();
            }
        }
        while (isMoving);

        _receiver?.ForgetUnwanted();
        FollowLeadership();
        _log.Evict(HasPeers ? _options.RecentBytes : 0, _machine.Applied);
        _snapshots?.Maintain(_machine.State, HasPeers ? _neededFrom : LogIndex.Max(_neededFrom, _machine.Applied));
    }

    /// <summary>Refuses everybody who waits. The member is not to be used any more.</summary>
    public void Fail(StoreUnavailableException reason)
    {
        _proposals.RefuseAll(reason);
        _answers.ForEach(proposal => proposal.Refuse(reason));
        _reads.RefuseAll(reason);
        _change.Refuse(reason);
        _transfer.Refuse(reason);
    }

    public void Dispose()
    {
        _sender?.Dispose();
        _receiver?.Dispose();
        _recovered.Dispose();
    }

    private void Turn()
    {
        var ready = _core.TakeReady();
        Send(ready.SendBeforePersisting);
        if (ready.Snapshot is { } snapshot)
        {
            Install(snapshot);
        }

        _log.Append(ready.HardState ?? _log.HardState, ready.Entries);
        Send(ready.SendAfterPersisting);
        Apply(ready.Committed);
        foreach (var read in ready.Reads)
        {
            _reads.Answered(read);
        }

        foreach (var number in ready.Refused)
        {
            _proposals.Refused(number);
        }

        _core.Advance(ready);
        _reads.Applied(_machine.Applied);
    }

    private void Send(IReadOnlyList<Message> messages)
    {
        for (var position = 0; position < messages.Count; position++)
        {
            var message = messages[position];
            if (message.Kind == MessageKind.Snapshot)
            {
                _sender!.Begin(message.To, message.Snapshot!.Index, _core.Term, _now);
            }
            else
            {
                _peers.Send(message);
            }
        }
    }

    private void Apply(IReadOnlyList<Entry> committed)
    {
        if (committed.Count == 0)
        {
            return;
        }

        var roster = _machine.Roster;
        for (var position = 0; position < committed.Count; position++)
        {
            Apply(committed[position]);
        }

        _snapshots?.Applied(_machine);
        if (!ReferenceEquals(roster, _machine.Roster))
        {
            _peers.Update(Roster.Members);
        }

        // First everybody can see it, then those who asked for it are told.
        _listener.Applied(_machine, _events);
        _events.Clear();
        foreach (var proposal in _answers)
        {
            proposal.IsSettled = true;
            proposal.Answer();
        }

        _answers.Clear();
    }

    private void Apply(Entry entry)
    {
        if (entry.Term != _seenTerm)
        {
            _seenTerm = entry.Term;
            _proposals.Passed(entry.Term);
        }

        var own = entry.Kind == EntryKind.Command ? _proposals.Take(Envelope.Read(entry.Data.Span)) : null;
        _machine.Apply(entry, own, out var events);
        _listener.Observe(_machine.State);
        if (!events.IsEmpty)
        {
            _events.Add(events);
        }

        if (own is { IsSettled: false })
        {
            _answers.Add(own);
        }

        if (entry.Kind == EntryKind.Membership)
        {
            _change.Applied(StateMachine.ChangeOf(entry));
        }
    }

    /// <summary>The order makes it all or nothing, wherever it is cut short: the log's restart decides.</summary>
    private void Install(SnapshotMark snapshot)
    {
        var point = _receiver!.Arrived(snapshot.Index);
        _log.Restart(snapshot);
        _snapshots!.Installed(snapshot.Index);
        _machine.Replace(point);
        _peers.Update(Roster.Members);
        LogInstalled(_logger, snapshot.Index, point.State.Current);
        _proposals.LoseSight(new StoreUnavailableException("this member was too far behind to see what became of the change; it may have taken effect"));
        _listener.Replaced(_machine);
    }

    private void FollowLeadership()
    {
        // Only who has applied its own first entry has applied all that was acknowledged before.
        Term? leadership = _core.Role == Role.Leader && _machine.Term == _core.Term ? _core.Term : null;
        if (leadership != _leadership)
        {
            _leadership = leadership;
            _listener.Leads(leadership, _machine.State);
        }

        if (_core.Role != Role.Leader)
        {
            // Only a leader of the term may send: who goes on in a later one would pass for a second leader.
            _sender?.Stop();
        }

        _change.Follow(_core);
        _transfer.Follow(_core);
    }

    /// <summary>The first entry that a member that lags still needs from the log.</summary>
    private LogIndex NeededFrom()
    {
        _peerStatus.Clear();
        _core.CollectPeers(_peerStatus);
        var needed = _machine.Applied;
        foreach (var peer in _peerStatus)
        {
            needed = LogIndex.Min(needed, (_sender?.Sending(peer.Member) ?? peer.Match).Next);
        }

        return needed;
    }

    [LoggerMessage(41, LogLevel.Error, "A message ({Kind}) of member {Member}, of term {Term} at entry {Index}, makes no sense here and is passed over, as are more like it: look whether that member is damaged or of another version")]
    private static partial void LogSenseless(ILogger logger, MessageKind kind, MemberId member, Term term, LogIndex index);

    [LoggerMessage(40, LogLevel.Information, "Installed a snapshot from another member; it covers entry {Index}, revision {Revision}")]
    private static partial void LogInstalled(ILogger logger, LogIndex index, Revision revision);
}

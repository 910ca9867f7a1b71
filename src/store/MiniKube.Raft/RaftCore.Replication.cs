using MiniKube.Raft.Replication;

namespace MiniKube.Raft;

/// <summary>Leaders: AppendEntries, sender's side, and the commit rule (paper 5.3, 5.4.2).</summary>
public sealed partial class RaftCore
{
    private readonly List<Entry> _readBuffer = [];
    private int _heartbeatElapsed;
    private long _ticks;
    private bool _isReplicationDue;

    /// <summary>The messages' last entries, shared by followers that are equally far.</summary>
    private (LogIndex From, LogIndex Last, Entry[] Entries, long Bytes) _shared;

    /// <summary>A leader serves reads and changes of the membership only when it has committed an entry of its own (thesis 6.4).</summary>
    private bool HasCommittedInTerm => _log.TermAt(_log.Committed) == Term;

    /// <summary>The messages to one peer were lost.</summary>
    public void ReportUnreachable(MemberId peer)
    {
        if (Role == Role.Leader && _peers.Find(peer) is { State: ProgressState.Replicate } progress)
        {
            progress.BecomeProbe();
        }
    }

    /// <summary>The transfer of a snapshot has ended. Must follow every Snapshot message.</summary>
    public void ReportSnapshot(MemberId peer, bool delivered)
    {
        if (Role != Role.Leader || _peers.Find(peer) is not { State: ProgressState.Snapshot } progress)
        {
            return;
        }

        if (!delivered)
        {
            progress.SnapshotFailed();
        }

        // The next append tells whether the snapshot has arrived; it goes out with the answer to the next heartbeat.
        progress.BecomeProbe();
        progress.IsProbeSent = true;
        progress.IsTestDue = false;
    }

    private void BecomeLeader()
    {
        Role = Role.Leader;
        Leader = Id;
        DrawElectionTimeout();
        _heartbeatElapsed = 0;
        _votes.Clear();
        _rounds.Reset();
        _lease.Reset();
        _forwardedProposals.Clear();
        _uncommittedBytes = 0;
        foreach (var peer in _peers.All)
        {
            peer.Reset(_log.Last.Next, peer.Member == Id ? _log.Durable : LogIndex.Zero);
            peer.IsActive = true;
        }

        // Until all of before is applied it is not known which membership holds.
        AppendAsLeader(EntryKind.Empty, ReadOnlyMemory<byte>.Empty);
        _pendingChange = _log.Last;
        _leavesAfter = Membership.Voters.Contains(Id) ? LogIndex.Zero : _log.Last;
    }

    private void LeaveLeadership()
    {
        RefuseReads();
        StopTransfer();
        _shared = default;
        _isReplicationDue = false;
        _leavesAfter = LogIndex.Zero;
    }

    private void TickLeader()
    {
        _ticks++;
        _electionElapsed++;
        if (_electionElapsed >= _options.ElectionTicks)
        {
            _electionElapsed = 0;
            StopTransfer();
            if (!_peers.TakeQuorumActivity(Id) && _options.CheckQuorum)
            {
                BecomeFollower(Term, MemberId.None);
                return;
            }
        }

        _heartbeatElapsed++;
        if (_heartbeatElapsed >= _options.HeartbeatTicks)
        {
            BeginRound();
        }
    }

    /// <summary>Heartbeats to all, with a new number that the reads wait for.</summary>
    private void BeginRound()
    {
        _heartbeatElapsed = 0;
        var round = _rounds.Begin();
        if (HasCommittedInTerm)
        {
            _rounds.Assign(_log.Committed);
        }

        _lease.Sent(round);
        foreach (var peer in _peers.All)
        {
            if (peer.Member == Id)
            {
                peer.AnswerRound(round);
                continue;
            }

            SendBefore(new Message
            {
                Kind = MessageKind.Heartbeat,
                From = Id,
                To = peer.Member,
                Term = Term,
                Commit = LogIndex.Min(peer.Match, _log.Committed),
                Context = (ulong)round,
            });
        }

        ConfirmRounds();
    }

    private void HandleHeartbeatAnswer(Message message)
    {
        if (_peers.Find(message.From) is not { } peer)
        {
            return;
        }

        peer.IsActive = true;
        // What the follower knows to be committed is in its log, durable and the same as here.
        if (message.Index <= _log.Committed)
        {
            MatchTo(peer, message.Index);
        }

        TestOnceATick(peer);
        if (message.Context <= (ulong)_rounds.Newest)
        {
            peer.AnswerRound((long)message.Context);
            ConfirmRounds();
        }

        peer.KnownCommitted = LogIndex.Max(peer.KnownCommitted, message.Index);
        ResignIfKnown();
    }

    /// <summary>What was sent may be lost. Rounds of reads are answered much more often than there is reason to ask.</summary>
    private void TestOnceATick(Progress peer)
    {
        if (peer.TestedAt == _ticks)
        {
            return;
        }

        peer.TestedAt = _ticks;
        peer.IsProbeSent = false;
        if (peer.Match < _log.Last)
        {
            peer.IsTestDue = true;
            _isReplicationDue = true;
        }
    }

    private void HandleAppendAnswer(Message message)
    {
        if (_peers.Find(message.From) is not { } peer)
        {
            return;
        }

        peer.IsActive = true;
        if (message.Rejected)
        {
            var hint = message.RejectHintTerm > Term.Zero
                ? _log.LastUpTo(message.RejectHint, message.RejectHintTerm).Index
                : message.RejectHint;
            _isReplicationDue |= peer.StepBack(message.Index, hint);
            return;
        }

        if (message.Index > _log.Last)
        {
            return;
        }

        MatchTo(peer, message.Index);
        if (peer.State == ProgressState.Probe && peer.Match == message.Index)
        {
            peer.BecomeReplicate();
        }

        _isReplicationDue = true;
    }

    private void MatchTo(Progress peer, LogIndex index)
    {
        var isNew = peer.MatchTo(index);
        peer.Inflight.FreeTo(index);
        if (peer.State == ProgressState.Snapshot && peer.Match.Next >= _log.First)
        {
            peer.BecomeReplicate();
            _isReplicationDue = true;
        }

        if (isNew)
        {
            CommitByQuorum();
            ContinueTransfer(peer);
        }
    }

    /// <summary>Only entries of the own term are committed by counting; those before them are with them (paper 5.4.2).</summary>
    private void CommitByQuorum()
    {
        var reached = LogIndex.Min(_peers.CommittedByQuorum(), _log.Last);
        if (reached <= _log.Committed || _log.TermAt(reached) != Term)
        {
            return;
        }

        _log.CommitTo(reached);
        _isReplicationDue = true;
        if (_rounds.HasWaiting && !_rounds.IsUnderWay)
        {
            _isRoundDue = true;
        }
    }

    private void AppendAsLeader(EntryKind kind, ReadOnlyMemory<byte> data)
    {
        _log.Append(new Entry(_log.Last.Next, Term, kind, data));
        _isReplicationDue = true;
    }

    /// <summary>Sends what each follower lacks and may get now.</summary>
    private void Replicate()
    {
        _isReplicationDue = false;
        foreach (var peer in _peers.All)
        {
            if (peer.Member == Id)
            {
                continue;
            }

            while (IsAppendDue(peer) && SendAppend(peer))
            {
            }
        }

        _shared = default;
    }

    private bool IsAppendDue(Progress peer)
    {
        if (peer.State == ProgressState.Snapshot)
        {
            return false;
        }

        if (peer.IsTestDue && !peer.IsProbeSent)
        {
            return true;
        }

        return !peer.IsPaused && (peer.Next <= _log.Last || peer.CommitSent < LogIndex.Min(_log.Committed, peer.Next.Previous));
    }

    /// <summary>False when nothing more can go to this peer now.</summary>
    private bool SendAppend(Progress peer)
    {
        var before = peer.Next.Previous;
        if (_log.TermAt(before) is not { } beforeTerm)
        {
            return SendSnapshot(peer);
        }

        var (entries, bytes) = peer.IsPaused ? ([], 0) : EntriesFrom(peer.Next);
        var isNewsOnly = entries.Length == 0 && !peer.IsTestDue && peer.State == ProgressState.Replicate;
        SendBefore(new Message
        {
            Kind = MessageKind.Append,
            From = Id,
            To = peer.Member,
            Term = Term,
            Index = before,
            LogTerm = beforeTerm,
            Entries = entries,
            Commit = _log.Committed,
            Context = isNewsOnly ? Message.NoAnswerNeeded : 0,
        });
        peer.IsTestDue = false;
        peer.CommitSent = LogIndex.Min(_log.Committed, before + entries.Length);
        peer.Sent(before + entries.Length, entries.Length, bytes);
        return true;
    }

    private bool SendSnapshot(Progress peer)
    {
        peer.IsTestDue = false;
        if (!peer.IsActive)
        {
            // It would only be made for nobody; the answer to a heartbeat asks again.
            return false;
        }

        var snapshot = _log.Snapshot;
        Invariant.Holds(snapshot.Index.Next >= _log.First, "the newest snapshot, {0}, does not reach the log, which begins at {1}", snapshot.Index, _log.First);
        SendBefore(new Message { Kind = MessageKind.Snapshot, From = Id, To = peer.Member, Term = Term, Snapshot = snapshot });
        peer.BecomeSnapshot(snapshot.Index);
        return false;
    }

    private (Entry[] Entries, long Bytes) EntriesFrom(LogIndex from)
    {
        if (from > _log.Last)
        {
            return ([], 0);
        }

        if (_shared.Entries is not null && _shared.From == from && _shared.Last == _log.Last)
        {
            return (_shared.Entries, _shared.Bytes);
        }

        _readBuffer.Clear();
        _log.Read(from, _log.Last, _options.AppendBytesMax, _readBuffer);
        var entries = _readBuffer.ToArray();
        long bytes = 0;
        foreach (var entry in entries)
        {
            bytes += entry.Bytes;
        }

        _readBuffer.Clear();
        _shared = (from, _log.Last, entries, bytes);
        return (entries, bytes);
    }
}

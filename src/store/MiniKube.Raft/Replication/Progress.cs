namespace MiniKube.Raft.Replication;

/// <summary>What a leader knows of one member's log, and what it may send there.</summary>
internal sealed class Progress(MemberId member, RaftOptions options)
{
    public MemberId Member { get; } = member;

    public bool IsVoter { get; set; }

    /// <summary>The last entry known to be durable there.</summary>
    public LogIndex Match { get; private set; }

    /// <summary>The next entry to send.</summary>
    public LogIndex Next { get; private set; }

    public ProgressState State { get; private set; }

    /// <summary>The commit index last told in an append.</summary>
    public LogIndex CommitSent { get; set; }

    /// <summary>Heard from since the last check of the quorum.</summary>
    public bool IsActive { get; set; }

    /// <summary>An append is due even when there is nothing new: it tests whether the logs still match.</summary>
    public bool IsTestDue { get; set; }

    /// <summary>The tick at which that was decided last.</summary>
    public long TestedAt { get; set; }

    /// <summary>In state Probe: one append is under way.</summary>
    public bool IsProbeSent { get; set; }

    /// <summary>The last entry of the snapshot under way.</summary>
    public LogIndex SnapshotIndex { get; private set; }

    /// <summary>How far the follower knows the log to be committed.</summary>
    public LogIndex KnownCommitted { get; set; }

    /// <summary>The newest heartbeat round that was answered.</summary>
    public long RoundAnswered { get; private set; }

    public InflightWindow Inflight { get; } = new(options.InflightMessagesMax, options.InflightBytesMax);

    public bool IsPaused => State switch
    {
        ProgressState.Probe => IsProbeSent,
        ProgressState.Replicate => Inflight.IsFull,
        _ => true,
    };

    /// <summary>Forgets everything, at the begin of a leadership.</summary>
    public void Reset(LogIndex next, LogIndex match)
    {
        Become(ProgressState.Probe);
        Next = next;
        Match = match;
        CommitSent = LogIndex.Zero;
        IsActive = false;
        IsTestDue = false;
        TestedAt = -1;
        RoundAnswered = 0;
        KnownCommitted = LogIndex.Zero;
    }

    public void AnswerRound(long round) => RoundAnswered = Math.Max(RoundAnswered, round);

    /// <summary>The follower has everything up to here. False when that was known.</summary>
    public bool MatchTo(LogIndex index)
    {
        Next = LogIndex.Max(Next, index.Next);
        if (index <= Match)
        {
            return false;
        }

        Match = index;
        IsProbeSent = false;
        return true;
    }

    /// <summary>An append was sent.</summary>
    public void Sent(LogIndex last, int count, long bytes)
    {
        if (State == ProgressState.Probe)
        {
            IsProbeSent = true;
        }
        else if (count > 0)
        {
            Next = last.Next;
            if (!Inflight.IsFull)
            {
                Inflight.Add(last, bytes);
            }
        }
    }

    /// <summary>The follower refused what comes behind a place. False when the refusal is an old one.</summary>
    public bool StepBack(LogIndex refused, LogIndex hint)
    {
        if (State == ProgressState.Replicate)
        {
            if (refused <= Match)
            {
                return false;
            }

            BecomeProbe();
            return true;
        }

        if (State == ProgressState.Snapshot || Next.Previous != refused)
        {
            return false;
        }

        Next = LogIndex.Max(LogIndex.Min(refused, hint.Next), Match.Next);
        IsProbeSent = false;
        return true;
    }

    public void BecomeProbe()
    {
        var next = State == ProgressState.Snapshot ? LogIndex.Max(Match.Next, SnapshotIndex.Next) : Match.Next;
        Become(ProgressState.Probe);
        Next = next;
        IsTestDue = true;
    }

    public void BecomeReplicate()
    {
        Become(ProgressState.Replicate);
        Next = Match.Next;
    }

    public void BecomeSnapshot(LogIndex snapshot)
    {
        Become(ProgressState.Snapshot);
        SnapshotIndex = snapshot;
    }

    public void SnapshotFailed() => SnapshotIndex = LogIndex.Zero;

    private void Become(ProgressState state)
    {
        State = state;
        IsProbeSent = false;
        SnapshotIndex = LogIndex.Zero;
        Inflight.Clear();
    }
}

namespace MiniKube.Raft;

/// <summary>What the owner has to do, and hearing that it is done.</summary>
public sealed partial class RaftCore
{
    private readonly Ready _ready = new();
    private List<Message> _before = [];
    private List<Message> _after = [];
    private List<ReadState> _reads = [];
    private List<ulong> _refused = [];
    private HardState _persisted;
    private bool _isReadyTaken;

    /// <summary>Whether there is something to do, and the one before is done.</summary>
    public bool HasReady =>
        !_isReadyTaken
        && (_before.Count > 0 || _after.Count > 0 || _reads.Count > 0 || _refused.Count > 0
            || _isReplicationDue || _isRoundDue || HasLeasedReads || _forwardedReads.CanSend
            || _log.UnstableCount > 0 || _log.PendingSnapshot is not null || _log.HasToApply || CurrentHardState != _persisted);

    private HardState CurrentHardState => new(Term, _votedFor, _log.Committed);

    /// <summary>What is to be done now. The one before must be advanced.</summary>
    public Ready TakeReady()
    {
        Invariant.Holds(!_isReadyTaken, "the Ready before is not advanced");
        _isReadyTaken = true;
        CompleteMessages();
        var state = CurrentHardState;
        var isNewTermOrVote = state.Term != _persisted.Term || state.VotedFor != _persisted.VotedFor;
        _ready.HardState = state == _persisted ? null : state;
        _ready.Snapshot = _log.PendingSnapshot;
        _log.CopyUnstable(_ready.EntryList);
        _ready.MustSync = isNewTermOrVote || _ready.Snapshot is not null || _ready.EntryList.Count > 0;
        _log.ReadToApply(_options.CommittedBytesMax, _ready.CommittedList);
        if (isNewTermOrVote)
        {
            // Nothing may be said in a term that a crash could make us forget.
            _before.AddRange(_after);
            (_before, _after) = (_after, _before);
            _before.Clear();
        }

        (_ready.BeforeList, _before) = (_before, _ready.BeforeList);
        (_ready.AfterList, _after) = (_after, _ready.AfterList);
        (_ready.ReadList, _reads) = (_reads, _ready.ReadList);
        (_ready.RefusedList, _refused) = (_refused, _ready.RefusedList);
        return _ready;
    }

    /// <summary>All of it is done. Inputs may come between TakeReady and this.</summary>
    public void Advance(Ready ready)
    {
        Invariant.Holds(_isReadyTaken && ReferenceEquals(ready, _ready), "this Ready is not the one taken last");
        _isReadyTaken = false;
        _persisted = ready.HardState ?? _persisted;
        if (ready.Snapshot is { } snapshot)
        {
            _log.SnapshotPersisted(snapshot);
            Follow(snapshot.Membership);
        }

        Persisted(ready.EntryList);
        HandedOver(ready.CommittedList);
        ready.EntryList.Clear();
        ready.CommittedList.Clear();
        ready.BeforeList.Clear();
        ready.AfterList.Clear();
        ready.ReadList.Clear();
        ready.RefusedList.Clear();
        CampaignIfDue();
    }

    /// <summary>Messages that are made as late as possible, so that they carry all that has gathered.</summary>
    private void CompleteMessages()
    {
        if (Role != Role.Leader)
        {
            SendForwardedReads();
            return;
        }

        if (HasLeasedReads)
        {
            ServeLeasedReads();
        }

        if (_isRoundDue)
        {
            _isRoundDue = false;
            BeginRound();
        }

        if (_isReplicationDue)
        {
            Replicate();
        }
    }

    private void Persisted(List<Entry> entries)
    {
        if (entries.Count > 0)
        {
            _log.Persisted(entries[^1].Index, entries[^1].Term);
        }

        // The leader counts itself only for what its own disk holds.
        if (Role == Role.Leader && _peers.Find(Id) is { } self)
        {
            MatchTo(self, _log.Durable);
        }
    }

    private void HandedOver(List<Entry> entries)
    {
        foreach (var entry in entries)
        {
            _log.AppliedTo(entry.Index);
            ReleaseUncommitted(entry);
            if (entry.Kind == EntryKind.Membership)
            {
                ApplyMembership(entry);
            }
        }
    }

    private void SendBefore(Message message) => _before.Add(message);

    private void SendAfter(Message message) => _after.Add(message);
}

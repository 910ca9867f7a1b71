using MiniKube.Raft;
using MiniKube.Store.Loops;

namespace MiniKube.Store.Members;

/// <summary>
/// The changes that callers of this process wait for. A change that was sent under one leadership and is not applied when an entry of a later
/// one is, can never be applied any more, since the terms of the log only grow: so it is sent again, and is carried out once all the same. Within
/// a leadership, what was forwarded may be lost on the way: it is repeated under the number by which the leader knows it, less and less often.
/// </summary>
/// <param name="instance">This process.</param>
/// <param name="core">Where they are proposed.</param>
/// <param name="repeatTicks">How long what was forwarded has, before it is repeated first.</param>
internal sealed class PendingProposals(ulong instance, RaftCore core, int repeatTicks)
{
    private readonly CommandArena _arena = new();
    private readonly Dictionary<long, Proposal> _sent = [];
    private readonly Dictionary<ulong, long> _forwarded = [];
    private readonly Queue<Proposal> _waiting = [];
    private readonly Queue<(long Tick, Proposal Proposal)> _deadlines = [];
    private long _sequence;
    private long _now;
    private bool _isHeld;

    /// <summary>How many could not be sent yet.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>How many are on their way.</summary>
    public int Sent => _sent.Count;

    /// <summary>How many were refused, or given up.</summary>
    public long Failed { get; private set; }

    /// <param name="proposal">Who wants something.</param>
    /// <param name="deadline">The tick at which it is given up; null: never, since it cannot get lost.</param>
    public void Add(Proposal proposal, long? deadline)
    {
        proposal.Sequence = ++_sequence;
        Envelope.Write(_arena, instance, proposal.Sequence);
        proposal.Write(_arena);
        proposal.Command = _arena.Take();
        _waiting.Enqueue(proposal);
        if (deadline is { } tick)
        {
            _deadlines.Enqueue((tick, proposal));
        }
    }

    /// <summary>Sends what waits, as far as it is taken.</summary>
    public void Flush()
    {
        while (!_isHeld && _waiting.TryPeek(out var proposal))
        {
            if (proposal.OnlyIn is { } term && (core.Role != Role.Leader || core.Term != term))
            {
                Refuse(proposal, new StoreUnavailableException("leadership was lost, and what this member wanted as the leader was not done"));
            }

            if (!proposal.IsSettled)
            {
                if (!TrySend(proposal))
                {
                    return;
                }

                proposal.SentIn = core.Term;
                _sent.Add(proposal.Sequence, proposal);
            }

            _waiting.Dequeue();
        }
    }

    /// <summary>The proposal whose entry is being applied; null when it is of another process, or nobody waits.</summary>
    public Proposal? Take(Envelope envelope)
    {
        if (envelope.Instance != instance || !_sent.Remove(envelope.Sequence, out var proposal))
        {
            return null;
        }

        if (proposal.ForwardedAs != 0)
        {
            _forwarded.Remove(proposal.ForwardedAs);
        }

        return proposal;
    }

    /// <summary>The leader has not taken what was forwarded to it. It is asked again at the next tick.</summary>
    public void Refused(ulong number)
    {
        if (_forwarded.Remove(number, out var sequence) && _sent.Remove(sequence, out var proposal))
        {
            _isHeld = true;
            _waiting.Enqueue(proposal);
        }
    }

    /// <summary>An entry of a term is applied: what was sent in an earlier one and has not been applied never will be.</summary>
    public void Passed(Term term)
    {
        _forwarded.Clear();
        foreach (var proposal in _sent.Values.Where(proposal => proposal.SentIn < term).OrderBy(proposal => proposal.Sequence).ToList())
        {
            _sent.Remove(proposal.Sequence);
            _waiting.Enqueue(proposal);
        }
    }

    /// <summary>Gives up what has waited too long.</summary>
    public void Tick(long now, string why)
    {
        _now = now;
        _isHeld = false;
        while (_deadlines.TryPeek(out var head) && (head.Tick <= now || head.Proposal.IsSettled))
        {
            _deadlines.Dequeue();
            if (!head.Proposal.IsSettled)
            {
                var effect = head.Proposal.SentIn == Term.Zero ? "it was not sent and will not take effect" : "it may still take effect";
                Refuse(head.Proposal, new StoreUnavailableException($"{why}; {effect}"));
            }
        }

        Repeat();
    }

    /// <summary>It can no longer be known what becomes of what was sent.</summary>
    public void LoseSight(StoreUnavailableException reason)
    {
        foreach (var proposal in _sent.Values.ToList())
        {
            Refuse(proposal, reason);
        }

        _sent.Clear();
        _forwarded.Clear();
    }

    /// <summary>Nothing is carried out any more.</summary>
    public void RefuseAll(StoreUnavailableException reason)
    {
        LoseSight(reason);
        while (_waiting.TryDequeue(out var proposal))
        {
            Refuse(proposal, reason);
        }
    }

    /// <summary>Twice as long after each time: a leader that is only slow is not to be buried.</summary>
    private void Repeat()
    {
        foreach (var (number, sequence) in _forwarded)
        {
            if (_sent.TryGetValue(sequence, out var proposal) && proposal.SentIn == core.Term && proposal.RepeatAt <= _now)
            {
                proposal.RepeatAfter *= 2;
                proposal.RepeatAt = _now + proposal.RepeatAfter;
                core.ForwardAgain(proposal.Command, number);
            }
        }
    }

    private bool TrySend(Proposal proposal)
    {
        if (core.Role == Role.Leader)
        {
            return core.Propose(proposal.Command) == ProposeResult.Accepted;
        }

        if (core.Forward(proposal.Command, out var number) != ProposeResult.Accepted)
        {
            return false;
        }

        proposal.ForwardedAs = number;
        proposal.RepeatAfter = repeatTicks;
        proposal.RepeatAt = _now + repeatTicks;
        _forwarded[number] = proposal.Sequence;
        return true;
    }

    private void Refuse(Proposal proposal, StoreUnavailableException reason)
    {
        if (!proposal.IsSettled)
        {
            Failed++;
            proposal.IsSettled = true;
            proposal.Refuse(reason);
        }

        _sent.Remove(proposal.Sequence);
        _forwarded.Remove(proposal.ForwardedAs);
    }
}

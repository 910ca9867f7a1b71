namespace MiniKube.Raft.Proposals;

/// <summary>Which forwarded proposals a leader has seen in its term, so that a message that comes twice is no second entry.</summary>
internal sealed class ForwardedProposals
{
    /// <summary>Members times their restarts within one term; who comes later is not served in this term.</summary>
    private const int SendersMax = 256;

    private readonly Dictionary<(MemberId From, uint Incarnation), SequenceWindow> _senders = [];

    public void Clear() => _senders.Clear();

    public bool TryMark(MemberId from, ulong number)
    {
        var sender = (from, RequestNumbers.IncarnationOf(number));
        if (!_senders.TryGetValue(sender, out var window))
        {
            if (_senders.Count == SendersMax)
            {
                return false;
            }

            window = new SequenceWindow();
            _senders.Add(sender, window);
        }

        return window.TryMark(RequestNumbers.SequenceOf(number));
    }

    /// <summary>What was marked was not taken after all, and never will be.</summary>
    public void Refuse(MemberId from, ulong number) =>
        _senders[(from, RequestNumbers.IncarnationOf(number))].Refuse(RequestNumbers.SequenceOf(number));

    /// <summary>Whether it is known that this was refused; false where that is forgotten.</summary>
    public bool IsRefused(MemberId from, ulong number) =>
        _senders.TryGetValue((from, RequestNumbers.IncarnationOf(number)), out var window) && window.IsRefused(RequestNumbers.SequenceOf(number));
}

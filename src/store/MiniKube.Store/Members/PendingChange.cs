using MiniKube.Raft;

namespace MiniKube.Store.Members;

/// <summary>The membership change that is under way on this leader, and whoever waits for it.</summary>
internal sealed class PendingChange
{
    private ChangeRequest? _request;

    public void Begin(ChangeRequest request, RaftCore core)
    {
        var result = _request is null ? core.ProposeMembership(request.Change) : ProposeResult.ChangePending;
        if (result != ProposeResult.Accepted)
        {
            request.Answer(result);
            return;
        }

        _request = request;
    }

    public void Applied(MembershipChange change)
    {
        if (_request?.Change is { } wanted && wanted.Kind == change.Kind && wanted.Member == change.Member
            && wanted.Context.Span.SequenceEqual(change.Context.Span))
        {
            _request?.Answer(ProposeResult.Accepted);
            _request = null;
        }
    }

    /// <summary>Who leads no more does not learn in time what becomes of it.</summary>
    public void Follow(RaftCore core)
    {
        if (_request is not null && core.Role != Role.Leader)
        {
            Refuse(new StoreUnavailableException("leadership was lost while the membership changed; look at the member list before asking again"));
        }
    }

    public void Refuse(StoreUnavailableException reason)
    {
        _request?.Refuse(reason);
        _request = null;
    }
}

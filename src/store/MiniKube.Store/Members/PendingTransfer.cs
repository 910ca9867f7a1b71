using MiniKube.Raft;

namespace MiniKube.Store.Members;

/// <summary>The transfer of leadership that is under way, and whoever waits for it. A later one takes the place of an earlier one, as in the core.</summary>
internal sealed class PendingTransfer
{
    private TransferRequest? _request;

    public void Begin(TransferRequest request, RaftCore core)
    {
        _request?.Answer(core.Leader);
        _request = request;
        if (request.Target.IsNone)
        {
            core.HandOver();
        }
        else if (core.Role == Role.Leader)
        {
            core.TransferTo(request.Target);
        }
    }

    /// <summary>Over when this member leads and does not wait for another to, or when another leads.</summary>
    public void Follow(RaftCore core)
    {
        if (_request is { } request && !core.IsTransferring && !core.Leader.IsNone)
        {
            _request = null;
            request.Answer(core.Leader);
        }
    }

    public void Tick(long now)
    {
        if (_request is { } request && request.Deadline <= now)
        {
            Refuse(new StoreUnavailableException("leadership was given away, and who leads now is not known: look at the member list"));
        }
    }

    public void Refuse(StoreUnavailableException reason)
    {
        _request?.Refuse(reason);
        _request = null;
    }
}

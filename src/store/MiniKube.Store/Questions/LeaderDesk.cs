using MiniKube.Mvcc;
using MiniKube.Store.Members;

namespace MiniKube.Store.Questions;

/// <summary>Answers what only the leader can: here, when this member leads; otherwise by asking the leader.</summary>
internal sealed class LeaderDesk(MemberHost host, TimeProvider time, TimeSpan timeout)
{
    /// <summary>How long to wait before asking again who leads.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(50);

    /// <summary>The leader's answer; waits for a leader while there is none.</summary>
    /// <exception cref="StoreUnavailableException">There was no answer in time.</exception>
    public async ValueTask<LeaderAnswer> AskAsync(LeaderQuestion question, CancellationToken cancellationToken)
    {
        host.ThrowIfUnavailable();
        var begin = time.GetTimestamp();
        while (!host.IsLeading && (host.Leader.IsNone || host.Leader == host.Identity.Member))
        {
            if (time.GetElapsedTime(begin) >= timeout)
            {
                throw new StoreUnavailableException("the store has no leader");
            }

            await Task.Delay(RetryAfter, time, cancellationToken);
            host.ThrowIfUnavailable();
        }

        if (host.IsLeading)
        {
            return await AnswerAsync(question, cancellationToken);
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var late = new CancellationTokenSource(timeout, time);
        await using var registration = late.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), ending);
        try
        {
            return LeaderAnswer.Decode((await host.AskAsync(host.Leader, question.Encode(), ending.Token)).Span);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException("the leader has not answered in time; what was asked for may still take effect");
        }
    }

    /// <summary>Answers another member.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        if (!host.IsLeading)
        {
            throw new StoreUnavailableException("this member does not lead");
        }

        var known = LeaderQuestion.TryDecode(question.Span)
            ?? throw new StoreUnavailableException("the question makes no sense; is it from another version?");
        return (await AnswerAsync(known, cancellationToken)).Encode();
    }

    private async ValueTask<LeaderAnswer> AnswerAsync(LeaderQuestion question, CancellationToken cancellationToken)
    {
        switch (question)
        {
            case LeaderQuestion.Renew renew:
                return await RenewAsync(renew.Lease, cancellationToken);
            case LeaderQuestion.Remaining remaining:
                await host.CatchUpAsync(cancellationToken);
                return Seconds(host.LeaseClock.Remaining(remaining.Lease));
            case LeaderQuestion.Change change:
                var request = new ChangeRequest(change.What);
                await host.ProposeAsync(request, cancellationToken);
                return new LeaderAnswer.Changed(await request.WaitAsync(cancellationToken));
            default:
                throw new InvalidOperationException($"unknown question {question.GetType().Name}");
        }
    }

    /// <summary>
    /// A lease is renewed before the quorum says that this member still leads: whoever is elected behind that gives the lease its whole time from
    /// then on, which is later. And again after it, for the time that this took.
    /// </summary>
    private async ValueTask<LeaderAnswer> RenewAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        host.LeaseClock.Renew(lease);
        await host.CatchUpAsync(cancellationToken);
        return Seconds(host.LeaseClock.Renew(lease));
    }

    /// <summary>A lease that is not counted here is none, unless leadership was lost meanwhile.</summary>
    private LeaderAnswer Seconds(TimeSpan? span) => span is { } known ? new LeaderAnswer.Seconds((long)known.TotalSeconds)
        : host.IsLeading ? new LeaderAnswer.NoLease()
        : throw new StoreUnavailableException("leadership was lost meanwhile; ask again");
}

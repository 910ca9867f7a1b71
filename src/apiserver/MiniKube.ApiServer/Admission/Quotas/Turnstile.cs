namespace MiniKube.ApiServer.Admission.Quotas;

/// <summary>
/// Lets the writers of one namespace through one by one: they would only make each other's transactions fail. Others never meet. Bounded by the
/// requests in flight.
/// </summary>
internal sealed class Turnstile
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    /// <returns>The turn, which ends when it is disposed.</returns>
    public async ValueTask<IDisposable> EnterAsync(string @namespace, CancellationToken cancellationToken)
    {
        Turn turn;
        lock (_gate)
        {
            if (!_turns.TryGetValue(@namespace, out turn!))
            {
                _turns[@namespace] = turn = new Turn(this, @namespace);
            }

            turn.Users++;
        }

        try
        {
            await turn.Free.WaitAsync(cancellationToken);
            return new Held(turn);
        }
        catch
        {
            Leave(turn);
            throw;
        }
    }

    private void Leave(Turn turn)
    {
        lock (_gate)
        {
            turn.Users--;
            if (turn.Users == 0)
            {
                _turns.Remove(turn.Namespace);
                turn.Free.Dispose();
            }
        }
    }

    private sealed record Turn(Turnstile Owner, string Namespace)
    {
        public SemaphoreSlim Free { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Held(Turn turn) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                turn.Free.Release();
                turn.Owner.Leave(turn);
            }
        }
    }
}

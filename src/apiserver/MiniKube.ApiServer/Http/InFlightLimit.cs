using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Http;

/// <summary>Bounds how many requests of a kind run at once.</summary>
internal sealed class InFlightLimit(int max)
{
    private int _current;

    public int Current => Volatile.Read(ref _current);

    /// <summary>Takes a seat; <see cref="Leave"/> gives it back.</summary>
    /// <exception cref="ApiException">429: all seats are taken.</exception>
    public void Enter()
    {
        if (Interlocked.Increment(ref _current) > max)
        {
            Interlocked.Decrement(ref _current);
            throw StatusErrors.TooManyRequests(retryAfterSeconds: 1);
        }
    }

    public void Leave() => Interlocked.Decrement(ref _current);
}

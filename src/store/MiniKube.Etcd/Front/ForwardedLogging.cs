using Microsoft.Extensions.Logging;

namespace MiniKube.Etcd.Front;

/// <summary>Sends what the web framework has to say to a log that is not its own.</summary>
internal sealed class ForwardedLogging(ILoggerFactory target) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => target.CreateLogger(categoryName);

    public void Dispose()
    {
        // The target is not ours.
    }
}

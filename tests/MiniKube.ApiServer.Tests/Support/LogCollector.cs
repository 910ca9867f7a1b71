using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Keeps what is logged as an error, or from another level on.</summary>
internal sealed class LogCollector(LogLevel least = LogLevel.Error) : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _errors = new();

    public IReadOnlyCollection<string> Errors => _errors;

    public IReadOnlyCollection<string> Lines => _errors;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _errors.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}

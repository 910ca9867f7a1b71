using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;

namespace MiniKube.Logging;

/// <summary>Structured logs: text on the error stream, so that the output stays for what the user asked for.</summary>
internal static class LogSetup
{
    private const long FileBytesMax = 10 << 20;

    /// <param name="level">The least serious messages to keep.</param>
    /// <param name="logFile">Where to log as compact JSON; null logs as text to the error stream.</param>
    public static ILoggerFactory Create(LogLevel level, string? logFile = null)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(LevelConvert.ToSerilogLevel(level))
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .Enrich.FromLogContext();
        configuration = logFile is null
            ? configuration.WriteTo.Console(
                standardErrorFromLevel: LogEventLevel.Verbose,
                outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}")
            : configuration.WriteTo.File(
                new CompactJsonFormatter(), logFile, fileSizeLimitBytes: FileBytesMax, rollOnFileSizeLimit: true, retainedFileCountLimit: 3);
        return new SerilogLoggerFactory(configuration.CreateLogger(), dispose: true);
    }
}

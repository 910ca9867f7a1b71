using MiniKube.Store.Tests.Recovery;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace MiniKube.Store.Tests;

internal static class Program
{
    private static Task<int> Main(string[] args) => args switch
    {
        [KilledWriter.Verb, var directory] => KilledWriter.RunAsync(directory, CancellationToken.None),
        [var first, ..] when first is "-automated" or "@@" => ConsoleRunner.Run(args),
        _ => TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>For tests that measure the memory of the whole process: while one of them runs, no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "measured alone";
}

namespace MiniKube.RealParts;

/// <summary>How a program ended.</summary>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output, string Error)
{
    /// <summary>The output of a program that must have succeeded.</summary>
    public string Must()
    {
        ExitCode.Should().Be(0, "of `{0}`, which printed:\n{1}\n{2}", CommandLine, Output, Error);
        return Output;
    }

    /// <summary>The error text of a program that must have failed.</summary>
    public string MustFail()
    {
        ExitCode.Should().NotBe(0, "of `{0}`, which printed:\n{1}\n{2}", CommandLine, Output, Error);
        return Error;
    }
}

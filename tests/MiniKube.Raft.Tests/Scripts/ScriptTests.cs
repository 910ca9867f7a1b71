namespace MiniKube.Raft.Tests.Scripts;

/// <summary>Plays Texts/*.txt. With MKUBE_REWRITE_SCRIPTS=1 what is printed now becomes what is expected: read the difference before keeping it.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string> Scripts => [.. ScriptFile.Names];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_prints_what_it_says(string name)
    {
        var script = new ScriptFile(name);

        var played = script.Play();
        if (Environment.GetEnvironmentVariable("MKUBE_REWRITE_SCRIPTS") == "1")
        {
            script.Rewrite(played);
        }

        played.Should().Be(script.Text);
    }
}

namespace MiniKube.ApiServer.Authorization;

/// <summary>An authorizer's answer and, for people, why. The default is no opinion, without a reason.</summary>
public readonly record struct Decision
{
    private readonly string? _reason;

    private Decision(Verdict verdict, string reason)
    {
        Verdict = verdict;
        _reason = reason.Length == 0 ? null : reason;
    }

    public Verdict Verdict { get; }

    public string Reason => _reason ?? "";

    public bool IsAllowed => Verdict == Verdict.Allow;

    public static Decision Allow(string reason) => new(Verdict.Allow, reason);

    public static Decision Deny(string reason) => new(Verdict.Deny, reason);

    public static Decision NoOpinion(string reason) => new(Verdict.NoOpinion, reason);
}

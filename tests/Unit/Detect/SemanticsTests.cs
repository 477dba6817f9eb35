namespace GangExitStream.Tests.Unit.Detect;

public sealed class SemanticsTests
{
    public static TheoryData<string> Headings => [.. SemanticsCase.All.Select(example => example.Heading)];

    [Theory]
    [MemberData(nameof(Headings))]
    public void Every_example_of_the_document_counts_as_it_says(string heading)
    {
        var example = Assert.Single(SemanticsCase.All, example => example.Heading == heading);
        Assert.NotEmpty(example.Expected);
        Assert.Equal(example.Expected, example.Outcome());
    }

    [Fact]
    public void Every_line_of_every_example_is_an_event() =>
        Assert.All(SemanticsCase.All, example => Assert.Equal(example.Trace.Count, PerfScriptText.Read(example.Trace).Length));

    [Fact]
    public void The_examples_are_all_found() => Assert.Equal(20, SemanticsCase.All.Count);
}

export OPENAI_API_KEY=sk-made-up-0123456789abcd
export XAI_API_KEY=made-up
